package import Primitives

/// A token for the Alerts API: it can post and read the alerts of some flavors, and nothing else. Row of the table
/// `alert_token`, which stores a hash and never the token.
package struct AlertToken: Sendable, Hashable {
    package typealias ID = Identifier<AlertToken>

    package var id: ID
    /// What the token is used for.
    package var summary: String
    /// Whom to ask about it, such as an e-mail address.
    package var contact = ""
    /// The flavors whose alerts it can post and read, by slug.
    package var flavors: [String: AlertFlavor.ID] = [:]
    package var isEnabled = true
    /// Why it is disabled.
    package var disabledReason: String?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64 = 0

    package init(id: ID, summary: String, at now: Timestamp) {
        self.id = id
        self.summary = summary
        createdAt = now
        updatedAt = now
    }

    /// The key of rate limits and logs, as in `Principal.key`.
    package var key: String { "alert_token:\(id)" }
}
