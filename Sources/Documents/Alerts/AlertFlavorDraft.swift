import Foundation
package import Models
import Primitives
package import TrackerKit

/// A flavor of alerts to be created.
package struct AlertFlavorDraft: Sendable {
    /// The name in URLs and in the Alerts API.
    package var slug: String
    package var name: String
    package var description = ""
    /// The URL of a page about these alerts.
    package var moreInfo: String?
    package var defaultSeverity = AlertFlavor.standardSeverity
    package var isEnabled = false
    package var source: AlertSource?
    /// The slug of the channel of the tickets; nil if alerts are only stored.
    package var channel: String?
    /// The slug of the template of the tickets; nil for the built-in one.
    package var template: String?
    package var policy = AlertPolicy()
}

/// The changes to a flavor.
package struct AlertFlavorPatch: Sendable {
    package var name: Change<String> = .unchanged
    package var description: Change<String> = .unchanged
    package var moreInfo: Change<String?> = .unchanged
    package var defaultSeverity: Change<Int> = .unchanged
    package var isEnabled: Change<Bool> = .unchanged
    package var source: Change<AlertSource?> = .unchanged
    /// The slug of the channel of the tickets.
    package var channel: Change<String?> = .unchanged
    /// The slug of the template of the tickets.
    package var template: Change<String?> = .unchanged
    /// Nil for the default policy.
    package var policy: Change<AlertPolicyPatch?> = .unchanged
}

extension BodyReader {
    /// Decodes an `AlertFlavorCreate`. Errors make `finish` throw.
    package mutating func alertFlavorDraft() -> AlertFlavorDraft {
        let slug = required("slug", .alertFlavorSlug)
        let name = required("name", .alertFlavorName)
        var draft = AlertFlavorDraft(slug: slug ?? "", name: name ?? "")
        draft.description = optional("description", .text()) ?? ""
        draft.moreInfo = nullable("more_info", .pageURL)
        draft.defaultSeverity = optional("default_severity", .alertSeverity) ?? AlertFlavor.standardSeverity
        draft.isEnabled = optional("enabled", .bool) ?? false
        draft.source = nullable("source", .enumeration(AlertSource.self))
        draft.channel = nullable("channel", .slug)
        draft.template = nullable("template", .slug)
        if let policy = nullable("policy", .alertPolicy) { draft.policy = policy.applied(to: draft.policy) }
        return draft
    }

    /// Decodes an `AlertFlavorPatch`. Errors make `finish` throw.
    package mutating func alertFlavorPatch() -> AlertFlavorPatch {
        var patch = AlertFlavorPatch()
        patch.name = change("name", .alertFlavorName)
        patch.description = change("description", .text())
        patch.moreInfo = nullableChange("more_info", .pageURL)
        patch.defaultSeverity = change("default_severity", .alertSeverity)
        patch.isEnabled = change("enabled", .bool)
        patch.source = nullableChange("source", .enumeration(AlertSource.self))
        patch.channel = nullableChange("channel", .slug)
        patch.template = nullableChange("template", .slug)
        patch.policy = nullableChange("policy", .alertPolicy)
        return patch
    }
}

extension FieldType where Value == String {
    /// The slug of a flavor of alerts.
    static var alertFlavorSlug: Self {
        Self("1 to \(AlertFlavorSlug.maximumLength) letters, digits, underscores and hyphens") { json in
            json.stringValue.flatMap { AlertFlavorSlug.isValid($0) ? $0 : nil }
        }
    }

    /// The maximum length is that of the original Alerts API.
    fileprivate static var alertFlavorName: Self { .visible(1...100) }

    /// The maximum length of ``pageURL``: that of the original Alerts API.
    private static let maximumURLLength = 200

    /// The URL of a web page.
    fileprivate static var pageURL: Self {
        Self("an http or https URL of at most \(maximumURLLength) characters") { json in
            guard let text = json.stringValue, text.unicodeScalars.count <= maximumURLLength,
                let url = URLComponents(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
                url.host?.isEmpty == false
            else { return nil }
            return text
        }
    }
}

extension FieldType where Value == Int {
    /// From 0 (don't care) to 10.
    fileprivate static var alertSeverity: Self { .integer(0...10) }
}
