package import Primitives

/// The object of an entry in the audit log.
package struct AuditTarget: Sendable, Hashable {
    /// The kinds of objects whose changes are recorded.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case client
        case token
        case connection
        case channel
        case ticket
        case comment
        case label
        case milestone
        case member
        case subscription
        case link
        case attachment
        case job
        case webhook
        case delivery
        case operation
        case rule
        case ruleRun = "rule_run"
        case webhookSubscription = "webhook_subscription"
        case outgoingDelivery = "outgoing_delivery"
        case template
        case alertFlavor = "alert_flavor"
        case alertToken = "alert_token"
    }

    package var kind: Kind
    /// The id as text; nil for an object without an id of the gateway, such as a member.
    package var id: String?
    /// The slug, key or name.
    package var name: String?
    /// The slug of the object's channel.
    package var channel: String?

    package init(_ kind: Kind, id: String? = nil, name: String? = nil, channel: String? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.channel = channel
    }

    package init<Tag>(_ kind: Kind, id: Identifier<Tag>, name: String? = nil, channel: String? = nil) {
        self.init(kind, id: id.text, name: name, channel: channel)
    }
}
