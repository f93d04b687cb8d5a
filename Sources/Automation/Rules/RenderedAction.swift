package import Primitives

/// An action with all templates rendered, ready to be performed.
package struct RenderedAction: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        /// No object outside of the run.
        case none
        /// A channel in which a ticket is created.
        case channel(String)
        case ticket(TicketLocation)
        case subscription(String)
    }

    package var kind: RuleActionKind
    package var target: Target
    /// The body of the API call that does the same.
    package var body: JSON

    package init(kind: RuleActionKind, target: Target, body: JSON) {
        self.kind = kind
        self.target = target
        self.body = body
    }

    /// The target ticket; nil for other targets.
    package var ticket: TicketLocation? { if case .ticket(let location) = target { location } else { nil } }

    /// The target channel or the channel of the target ticket; nil for other targets.
    package var channel: String? {
        switch target {
        case .channel(let slug): slug
        case .ticket(let location): location.channel
        case .none, .subscription: nil
        }
    }

    /// The form in which the action is stored and displayed, with the equivalent API call if there is one.
    package var json: JSON {
        var members: [String: JSON] = ["action": .string(kind.rawValue), "body": body]
        switch target {
        case .none: break
        case .channel(let slug): members["channel"] = .string(slug)
        case .ticket(let location): members["ticket"] = location.json
        case .subscription(let slug): members["subscription"] = .string(slug)
        }
        members["call"] = call.map { ["method": .string($0.method), "path": .string($0.path)] }
        return .object(members)
    }

    /// Parses ``json``; nil if the action is unknown.
    package init?(stored json: JSON) {
        guard let kind = json["action"]?.stringValue.flatMap(RuleActionKind.init) else { return nil }
        self.kind = kind
        body = json["body"] ?? [:]
        if let location = TicketLocation(json["ticket"]) {
            target = .ticket(location)
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
        case .ticket(let location):
            let path = "/api/v1/channels/\(location.channel)/tickets/\(PercentEncoding.segment(location.key))"
            switch kind {
            case .comment: return ("POST", path + "/comments")
            case .link: return ("POST", path + "/links")
            case .subscribe: return ("PUT", path + "/subscription")
            case .updateTicket, .label, .assign, .setStatus, .setPriority, .close, .reopen: return ("PATCH", path)
            // They act on no ticket that exists already.
            case .createTicket, .keepInStep, .webhook, .notify, .wait: return nil
            }
        }
    }
}
