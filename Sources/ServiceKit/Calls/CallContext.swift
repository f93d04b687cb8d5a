package import Models
package import Postgres
package import Primitives

/// What every use case is told about the call that it serves.
package struct CallContext: Sendable {
    /// Who calls.
    package var principal: Principal
    /// The id of the request, or of the work in the background. Of a request it is a label that the caller may choose
    /// (`X-Request-Id`): it is kept for people to search by, and nothing is found, matched or decided by it.
    package var requestID: String
    /// The user to write as (`Ticket-Actor`); nil for the connection's own account.
    package var actor: String?
    /// Where the change comes from.
    package var origin: EventOrigin
    /// The event that led to the call; nil where none did.
    package var causation: Event.ID?
    /// Is told of a write in the transaction that keeps it, so that one is not kept without the other; nil for a call
    /// that is answered at once.
    package var completion: (@Sendable (AuditTarget, Transaction) async throws -> Void)?

    /// Describes a call.
    package init(principal: Principal, requestID: String, actor: String? = nil, origin: EventOrigin = .api) {
        self.principal = principal
        self.requestID = requestID
        self.actor = actor
        self.origin = origin
    }

    /// Throws 403 when the caller lacks one of these rights, which it is about to hand on.
    package func requireRights(_ scopes: Set<Scope>, channels: Set<String>?) throws {
        if let lacking = scopes.sorted().first(where: { !principal.allows($0) }) {
            throw ServiceError.forbidden(lacking)
        }
        guard principal.covers(scopes, channels: channels) else {
            throw Failure.restricted(
                "Callers who are restricted to channels give access to no others: name some of theirs in channels.")
        }
    }

    /// Throws 403 when the caller is restricted to channels.
    package func requireAllChannels(_ detail: String) throws {
        guard principal.channels == nil else { throw Failure.restricted(detail) }
    }

    /// Throws `ServiceError.notFound` when the caller may not know of the channel.
    package func requireAccess(toChannel slug: String) throws(ServiceError) {
        guard principal.mayUse(channel: slug) else { throw .notFound("channel") }
    }
}
