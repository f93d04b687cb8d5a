package import Primitives

/// Who asked the gateway for what an event tells.
package struct EventCause: Sendable, Hashable {
    /// The kind of caller.
    package var kind: Principal.Kind
    /// The caller's id as text; nil for the gateway itself.
    package var id: String?
    /// The client's slug, the token's title, or which part of the gateway it was.
    package var name: String
    /// The user of `Ticket-Actor`.
    package var actor: String?
    /// The id of the request; nil when there was none. Of a caller it is a label of the caller's own choice
    /// (`X-Request-Id`) and identifies nothing; of a rule it is ``ruleName``.
    package var requestID: String?

    /// Describes a caller and its request.
    package init(principal: Principal, actor: String?, requestID: String) {
        kind = principal.kind
        id = principal.id.isEmpty ? nil : principal.id
        name = principal.name
        self.actor = actor
        self.requestID = requestID.isEmpty ? nil : requestID
    }

    /// Reads what ``json`` wrote; nil for anything else.
    package init?(json: JSON) {
        guard let kind = json["principal"]?["type"]?.stringValue.flatMap(Principal.Kind.init),
            let name = json["principal"]?["name"]?.stringValue
        else { return nil }
        self.kind = kind
        self.name = name
        id = json["principal"]?["id"]?.stringValue
        actor = json["actor"]?.stringValue
        requestID = json["request_id"]?.stringValue
    }

    /// The name that the gateway itself gave to what a rule does; nil for every other kind of caller, whatever request
    /// id it sent.
    package var ruleName: String? { kind == .rule ? requestID : nil }

    /// As the API shows it.
    package var json: JSON {
        [
            "principal": ["type": .string(kind.rawValue), "id": JSON(id), "name": .string(name)], "actor": JSON(actor),
            "request_id": JSON(requestID),
        ]
    }
}
