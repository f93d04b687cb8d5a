package import Models
package import Primitives
package import TrackerKit

/// A subscription to make.
package struct SubscriptionDraft: Sendable, Redacted {
    /// Its name in URLs.
    package var slug: String
    /// Its name for people; the slug when nil.
    package var title: String?
    /// Where deliveries go.
    package var url: String
    /// Which types of events; nil for all.
    package var types: Set<EventType>?
    /// Slugs of the only channels; nil for all that the caller may know of.
    package var channels: Set<String>?
    /// JsonLogic over the event's document.
    package var filter: JSON?
    /// Whether it is sent something from the start.
    package var isEnabled = true
    /// The secret in clear; nil for a new random one.
    package var secret: String?

    /// Makes a draft; the rest is set after.
    package init(slug: String, url: String) {
        self.slug = slug
        self.url = url
    }
}

/// What to change on a subscription.
package struct SubscriptionPatch: Sendable, Redacted {
    /// Its name for people.
    package var title: Change<String> = .unchanged
    /// Where deliveries go.
    package var url: Change<String> = .unchanged
    /// Which types of events; nil for all.
    package var types: Change<Set<EventType>?> = .unchanged
    /// Slugs of the only channels; nil for all.
    package var channels: Change<Set<String>?> = .unchanged
    /// JsonLogic over the event's document.
    package var filter: Change<JSON?> = .unchanged
    /// Whether it is sent something.
    package var isEnabled: Change<Bool> = .unchanged
    /// The secret in clear. Required with a ``url`` of another origin.
    package var secret: Change<String> = .unchanged

    /// Makes a patch that changes nothing.
    package init() {}
}
