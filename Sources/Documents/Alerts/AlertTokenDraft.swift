import Models
import Primitives
package import TrackerKit

/// An alert token to be created.
package struct AlertTokenDraft: Sendable {
    package var summary: String
    package var contact = ""
    /// The slugs of the flavors whose alerts it can post and read.
    package var flavors: Set<String> = []
    package var isEnabled = true
    package var disabledReason: String?
}

/// The changes to an alert token.
package struct AlertTokenPatch: Sendable {
    package var summary: Change<String> = .unchanged
    package var contact: Change<String> = .unchanged
    /// The slugs of the flavors whose alerts it can post and read.
    package var flavors: Change<Set<String>> = .unchanged
    package var isEnabled: Change<Bool> = .unchanged
    package var disabledReason: Change<String?> = .unchanged
}

extension BodyReader {
    /// Decodes an `AlertTokenCreate`. Errors make `finish` throw.
    package mutating func alertTokenDraft() -> AlertTokenDraft {
        let summary = required("summary", .alertTokenSummary)
        var draft = AlertTokenDraft(summary: summary ?? "")
        draft.contact = optional("contact", .alertTokenContact) ?? ""
        draft.flavors = optional("flavors", .alertFlavors) ?? []
        draft.isEnabled = optional("enabled", .bool) ?? true
        draft.disabledReason = nullable("disabled_reason", .alertTokenReason)
        return draft
    }

    /// Decodes an `AlertTokenPatch`. Errors make `finish` throw.
    package mutating func alertTokenPatch() -> AlertTokenPatch {
        var patch = AlertTokenPatch()
        patch.summary = change("summary", .alertTokenSummary)
        patch.contact = change("contact", .alertTokenContact)
        patch.flavors = change("flavors", .alertFlavors)
        patch.isEnabled = change("enabled", .bool)
        patch.disabledReason = nullableChange("disabled_reason", .alertTokenReason)
        return patch
    }
}

extension FieldType where Value == String {
    fileprivate static var alertTokenSummary: Self { .visible(1...200) }
    fileprivate static var alertTokenContact: Self { .text(0...200) }
    fileprivate static var alertTokenReason: Self { .visible(1...1_000) }
}

extension FieldType where Value == Set<String> {
    /// The maximum number of flavors of a token: far more than one program posts alerts of.
    private static let maximumAlertFlavors = 200

    /// Slugs of flavors, without duplicates.
    fileprivate static var alertFlavors: Self {
        FieldType<[String]>.array(of: .alertFlavorSlug, count: 0...maximumAlertFlavors).map(Set.init)
    }
}
