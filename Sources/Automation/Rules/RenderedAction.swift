package import Primitives

/// An action with everything filled in: the call that it is.
package struct RenderedAction: Sendable, Hashable {
    /// What a call goes to.
    package enum Target: Sendable, Hashable {
        /// Nothing outside the run.
        case none
        /// A channel, where something is made.
        case channel(String)
        /// A ticket.
        case ticket(TicketPlace)
        /// A subscription.
        case subscription(String)
    }

    /// What it does.
    package var kind: RuleActionKind
    /// What it does it to.
    package var target: Target
    /// What it does it with, as the API's own call takes it.
    package var body: JSON

    /// Makes a rendered action.
    package init(kind: RuleActionKind, target: Target, body: JSON) {
        self.kind = kind
        self.target = target
        self.body = body
    }

    /// The ticket, where it goes to one.
    package var ticket: TicketPlace? { if case .ticket(let place) = target { place } else { nil } }

    /// The channel, where it goes to one or to a ticket.
    package var channel: String? {
        switch target {
        case .channel(let slug): slug
        case .ticket(let place): place.channel
        case .none, .subscription: nil
        }
    }

    /// As it is stored, and shown: the call of the API that does the same, where there is one.
    package var json: JSON {
        var members: [String: JSON] = ["action": .string(kind.rawValue), "body": body]
        switch target {
        case .none: break
        case .channel(let slug): members["channel"] = .string(slug)
        case .ticket(let place): members["ticket"] = place.json
        case .subscription(let slug): members["subscription"] = .string(slug)
        }
        members["call"] = call.map { ["method": .string($0.method), "path": .string($0.path)] }
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    package init?(stored json: JSON) {
        guard let kind = json["action"]?.stringValue.flatMap(RuleActionKind.init) else { return nil }
        self.kind = kind
        body = json["body"] ?? [:]
        if let place = TicketPlace(json["ticket"]) {
            target = .ticket(place)
        } else if let slug = json["channel"]?.stringValue {
            target = .channel(slug)
        } else if let slug = json["subscription"]?.stringValue {
            target = .subscription(slug)
        } else {
            target = .none
        }
    }

    private var call: (method: String, path: String)? {
        switch target {
        case .none, .subscription: return nil
        case .channel(let slug): return ("POST", "/api/v1/channels/\(slug)/tickets")
        case .ticket(let place):
            let path = "/api/v1/channels/\(place.channel)/tickets/\(PercentEncoding.segment(place.key))"
            switch kind {
            case .comment: return ("POST", path + "/comments")
            case .link: return ("POST", path + "/links")
            case .subscribe: return ("PUT", path + "/subscription")
            default: return ("PATCH", path)
            }
        }
    }
}
