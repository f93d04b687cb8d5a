package import Primitives
package import TrackerKit

/// The data from which the texts of a rule's actions are rendered.
package struct RuleContext: Sendable {
    /// The name of the counterpart in texts and conditions.
    static let linkedName = "linked"

    /// The event document, as conditions see it: `event`, `ticket`, `comment`, `changes`, `actor`, `channel`,
    /// `connection`.
    package var document: JSON
    /// The counterpart of the event's ticket; nil if there is none.
    package var linked: JSON?
    /// The results of the run's earlier actions by index: `actions.0.ticket.key`.
    package var results: [Int: JSON]
    package var rule: (slug: String, name: String)
    /// How label names are compared in the conditions of actions.
    package var labels = LabelRules.exact
    /// The total work allowed for all texts and conditions of the run or test.
    package let allowance: WorkAllowance

    package init(
        document: JSON, linked: JSON? = nil, results: [Int: JSON] = [:], rule: (slug: String, name: String),
        within allowance: WorkAllowance = WorkAllowance(WorkAllowance.action)
    ) {
        self.allowance = allowance
        self.document = document
        self.linked = linked
        self.results = results
        self.rule = rule
    }

    /// The whole context as templates see it.
    package var json: JSON {
        var members = document.objectValue ?? [:]
        members[Self.linkedName] = linked ?? .null
        members["actions"] = .object(Dictionary(results.map { (String($0.key), $0.value) }) { first, _ in first })
        members["rule"] = ["slug": .string(rule.slug), "name": .string(rule.name)]
        return .object(members)
    }

    /// Resolves the ticket that an action works on.
    /// - Throws: ``RenderingFailure/noTicket(_:)`` if there is none, and ``RenderingFailure/unusable(_:)`` if its
    ///   channel or key renders to an invalid value.
    func location(of choice: TicketChoice, _ renderer: FieldRenderer) throws(RenderingFailure) -> TicketLocation {
        switch choice {
        case .event: return try Self.location(document["ticket"], "the event's ticket no longer exists")
        case .linked: return try Self.location(linked, "the ticket has no counterpart")
        case .action(let number):
            return try Self.location(results[number]?["ticket"], "action \(number) did not write a ticket")
        case .location(let channel, let key):
            let location = TicketLocation(
                channel: try renderer.text(channel).trimmed, key: try renderer.text(key).trimmed)
            guard Slug.isValid(location.channel), !location.key.isEmpty else {
                throw .unusable("the action has no ticket: its channel or key is empty")
            }
            return location
        }
    }

    private static func location(_ ticket: JSON?, _ reason: String) throws(RenderingFailure) -> TicketLocation {
        guard let channel = ticket?["channel"]?.stringValue, let key = ticket?["key"]?.stringValue else {
            throw .noTicket(reason)
        }
        return TicketLocation(channel: channel, key: key)
    }
}

/// A reference to a ticket by channel and key.
package struct TicketLocation: Sendable, Hashable {
    /// The channel's slug.
    package var channel: String
    package var key: String

    package init(channel: String, key: String) {
        self.channel = channel
        self.key = key
    }

    var json: JSON { ["channel": .string(channel), "key": .string(key)] }

    init?(_ json: JSON?) {
        guard let channel = json?["channel"]?.stringValue, let key = json?["key"]?.stringValue else { return nil }
        self.init(channel: channel, key: key)
    }
}

/// The reason why an action could not be rendered.
package enum RenderingFailure: Error, Sendable, Hashable {
    /// There is no ticket to act on, so there is nothing to do.
    case noTicket(String)
    /// A rendered value can't be used.
    case unusable(String)

    /// A human-readable explanation.
    package var reason: String {
        switch self {
        case .noTicket(let text), .unusable(let text): text
        }
    }
}
