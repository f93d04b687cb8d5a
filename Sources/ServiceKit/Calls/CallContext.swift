package import Models
import Primitives

/// The context of a use case: the caller, the request and the origin of the change.
package struct CallContext: Sendable {
    /// The caller.
    package var principal: Principal
    /// The request id, or an id of the background work. Callers can choose it (`X-Request-Id`), so it is only a label
    /// for searching the logs: nothing is looked up, matched or decided by it.
    package var requestID: String
    /// The tracker user to write as (`Ticket-Actor`); nil for the connection's own account.
    package var actor: String?
    /// How the gateway learned of the change.
    package var origin: EventOrigin
    /// The event that led to the call, if any.
    package var causation: Event.ID?

    package init(principal: Principal, requestID: String, actor: String? = nil, origin: EventOrigin = .api) {
        self.principal = principal
        self.requestID = requestID
        self.actor = actor
        self.origin = origin
    }

    /// Throws 403 if the caller lacks one of these rights, which it is about to grant.
    package func requireRights(_ scopes: Set<Scope>, channels: Set<String>?) throws {
        if let lacking = scopes.sorted().first(where: { !principal.allows($0) }) {
            throw ServiceError.forbidden(lacking)
        }
        guard principal.covers(scopes, channels: channels) else {
            throw Failure.restricted(
                "Callers that are restricted to channels can grant access only to these: list some of them in channels."
            )
        }
    }

    /// Throws 403 if the caller is restricted to channels.
    package func requireAllChannels(_ detail: String) throws {
        guard principal.channels == nil else { throw Failure.restricted(detail) }
    }

    /// Throws `ServiceError.notFound` if the caller has no access to the channel.
    package func requireAccess(toChannel slug: String) throws(ServiceError) {
        guard principal.mayUse(channel: slug) else { throw .notFound(MissingObject("channel", named: slug)) }
    }
}
