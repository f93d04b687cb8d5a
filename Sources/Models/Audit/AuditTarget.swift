package import Primitives

/// What an entry of the audit log is about.
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
    }

    /// Its kind.
    package var kind: Kind
    /// Its id as text; nil for what has none of the gateway's, such as a member.
    package var id: String?
    /// Its slug, key or name.
    package var name: String?
    /// The slug of the channel that it lies in.
    package var channel: String?

    /// Names an object.
    package init(_ kind: Kind, id: String? = nil, name: String? = nil, channel: String? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.channel = channel
    }

    /// Names an object by its typed id.
    package init<Tag>(_ kind: Kind, id: Identifier<Tag>, name: String? = nil, channel: String? = nil) {
        self.init(kind, id: id.text, name: name, channel: channel)
    }
}
