package import Models
package import Primitives
package import TrackerKit

/// A subscription to be created.
package struct SubscriptionDraft: Sendable, Redacted {
    /// The subscription's name in URLs.
    package var slug: String
    /// The human-readable name; nil for the slug.
    package var title: String?
    /// The receiver's URL.
    package var url: String
    /// The event types to send; nil for all.
    package var types: Set<EventType>?
    /// The slugs of the channels whose events to send; nil for all that the caller can see.
    package var channels: Set<String>?
    /// A JsonLogic condition on the event document.
    package var filter: JSON?
    package var isEnabled = true
    /// The secret in clear text; nil to generate one.
    package var secret: String?

    package init(slug: String, url: String) {
        self.slug = slug
        self.url = url
    }
}

/// The changes to a subscription.
package struct SubscriptionPatch: Sendable, Redacted {
    /// The human-readable name.
    package var title: Change<String> = .unchanged
    /// The receiver's URL.
    package var url: Change<String> = .unchanged
    /// The event types to send; nil for all.
    package var types: Change<Set<EventType>?> = .unchanged
    /// The slugs of the channels whose events to send; nil for all.
    package var channels: Change<Set<String>?> = .unchanged
    /// A JsonLogic condition on the event document.
    package var filter: Change<JSON?> = .unchanged
    package var isEnabled: Change<Bool> = .unchanged
    /// The secret in clear text. Required if ``url`` has another origin than before.
    package var secret: Change<String> = .unchanged

    package init() {}
}

extension BodyReader {
    /// Decodes a `SubscriptionCreate`. Errors make `finish` throw.
    package mutating func subscriptionDraft() -> SubscriptionDraft {
        let slug = required("slug", .slug)
        let url = required("url", FieldType<String>.webhookURL)
        var draft = SubscriptionDraft(slug: slug ?? "", url: url ?? "")
        draft.title = optional("title", FieldType<String>.text(1...255))
        draft.types = nullable("types", .eventTypes)
        draft.channels = nullable("channels", .subscriptionChannels)
        draft.filter = nullable("if", .condition)
        draft.isEnabled = optional("enabled", .bool) ?? true
        draft.secret = optional("secret", FieldType<String>.text(1...255))
        return draft
    }

    /// Decodes a `SubscriptionPatch`. Errors make `finish` throw.
    package mutating func subscriptionPatch() -> SubscriptionPatch {
        var patch = SubscriptionPatch()
        patch.title = change("title", FieldType<String>.text(1...255))
        patch.url = change("url", FieldType<String>.webhookURL)
        patch.types = nullableChange("types", .eventTypes)
        patch.channels = nullableChange("channels", .subscriptionChannels)
        patch.filter = nullableChange("if", .condition)
        patch.isEnabled = change("enabled", .bool)
        patch.secret = change("secret", FieldType<String>.text(1...255))
        return patch
    }
}
