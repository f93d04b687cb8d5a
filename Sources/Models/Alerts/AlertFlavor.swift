package import Primitives

/// A kind of alerts: who may post and read them, and what becomes of them. Row of the table `alert_flavor`.
package struct AlertFlavor: Sendable, Hashable {
    package typealias ID = Identifier<AlertFlavor>

    package var id: ID
    /// The name in URLs and in the Alerts API; never changes.
    package var slug: String
    /// The display name; unique.
    package var name: String
    package var description = ""
    /// The URL of a page about these alerts.
    package var moreInfo: String?
    /// The severity of incoming alerts that have none, from 0 (low) to 10 (high).
    package var defaultSeverity = AlertFlavor.standardSeverity
    /// Whether alerts can be posted and read.
    package var isEnabled = false
    /// The monitoring system that sends incoming alerts; nil if all alerts come through the Alerts API.
    package var source: AlertSource?
    /// The channel of the tickets; nil if alerts are only stored.
    package var channel: Link<Channel>?
    /// The template of the tickets; nil for the built-in one.
    package var template: Link<Template>?
    /// How these tickets follow the alerts. Stored only: no tickets are created yet.
    package var policy = AlertPolicy()
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64 = 0

    /// A reference to another object.
    package struct Link<Target: Sendable>: Sendable, Hashable {
        package var id: Identifier<Target>
        package var slug: String

        package init(id: Identifier<Target>, slug: String) {
            self.id = id
            self.slug = slug
        }
    }

    /// The default of ``defaultSeverity``: the middle of the scale.
    package static let standardSeverity = 5

    package init(id: ID, slug: String, name: String, at now: Timestamp) {
        self.id = id
        self.slug = slug
        self.name = name
        createdAt = now
        updatedAt = now
    }

    /// Whether a caller may know of the flavor: one that is restricted to channels, only if the flavor has one of them.
    package func isVisible(to principal: Principal) -> Bool {
        guard principal.channels != nil else { return true }
        return channel.map { principal.mayUse(channel: $0.slug) } ?? false
    }
}

/// A monitoring system that sends incoming alerts.
package enum AlertSource: String, Sendable, Hashable, CaseIterable {
    case alertmanager
    case grafana
    case sentry
    case glitchtip
    case pagerduty
    case opsgenie
    /// Any other sender of JSON.
    case generic
}

/// The slugs of flavors. They differ from other slugs, because clients of the Alerts API may use any slug that Django
/// accepts: <https://docs.djangoproject.com/en/1.8/ref/models/fields/#slugfield>.
package enum AlertFlavorSlug {
    package static let maximumLength = 50

    /// The rule of ``isValid(_:)`` as a regular expression, for the constraints of the database.
    package static let pattern = "^[A-Za-z0-9_-]{1,50}$"

    /// Whether the text is 1 to ``maximumLength`` ASCII letters, digits, underscores and hyphens.
    package static func isValid(_ text: String) -> Bool {
        (1...maximumLength).contains(text.utf8.count) && text.utf8.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
