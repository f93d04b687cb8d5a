public import Models
public import Postgres

/// What every use case is told about the call that it serves.
public struct CallContext: Sendable {
    /// Who calls.
    public var principal: Principal
    /// The id of the request, or of the work in the background.
    public var requestID: String
    /// The user to write as (`Ticket-Actor`); nil for the connection's own account.
    public var actor: String?
    /// Where the change comes from.
    public var origin: EventOrigin
    /// The event that led to the call; nil where none did.
    public var causation: Event.ID?
    /// Is told of a write in the transaction that keeps it, so that one is not kept without the other; nil for a call that is answered at
    /// once.
    public var completion: (@Sendable (AuditTarget, Transaction) async throws -> Void)?

    /// Describes a call.
    public init(principal: Principal, requestID: String, actor: String? = nil, origin: EventOrigin = .api) {
        self.principal = principal
        self.requestID = requestID
        self.actor = actor
        self.origin = origin
    }

    /// Throws `ServiceError.notFound` when the caller may not know of the channel.
    public func requireAccess(toChannel slug: String) throws(ServiceError) {
        guard principal.mayUse(channel: slug) else { throw .notFound("channel") }
    }
}
