package import Primitives

/// The caller whose request caused an event.
package struct EventCause: Sendable, Hashable {
    package var kind: Principal.Kind
    /// The caller's id as text; nil for the gateway itself.
    package var id: String?
    /// The client's slug, the token's title, or the component of the gateway.
    package var name: String
    /// The user named in `Ticket-Actor`.
    package var actor: String?
    /// The request id; nil if there was none. A caller chooses its own (`X-Request-Id`), so it identifies nothing. For
    /// a rule, it is ``ruleName``.
    package var requestID: String?

    package init(principal: Principal, actor: String?, requestID: String) {
        kind = principal.kind
        id = principal.id.isEmpty ? nil : principal.id
        name = principal.name
        self.actor = actor
        self.requestID = requestID.isEmpty ? nil : requestID
    }

    /// Reads the format of ``json``; nil for anything else.
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

    /// The name that the gateway itself gave to the effect of a rule; nil for any other kind of caller, whatever
    /// request id it sent.
    package var ruleName: String? { kind == .rule ? requestID : nil }

    /// The JSON of the API.
    package var json: JSON {
        [
            "principal": ["type": .string(kind.rawValue), "id": JSON(id), "name": .string(name)], "actor": JSON(actor),
            "request_id": JSON(requestID),
        ]
    }
}
