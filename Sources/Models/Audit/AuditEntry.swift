package import Primitives

/// The record of one change and its caller. Row of the table `audit_entry`, which is append-only.
package struct AuditEntry: Sendable, Hashable {
    package typealias ID = Identifier<AuditEntry>

    package var id: ID
    package var occurredAt: Timestamp
    /// The name of the action, such as `ticket.update`.
    package var action: String
    package var principalKind: Principal.Kind
    /// The id of the caller as text; nil for the gateway itself.
    package var principalID: String?
    /// The client's slug, the token's title, or the component of the gateway.
    package var principalName: String
    /// The user named in `Ticket-Actor`.
    package var actor: String?
    /// The object that was changed.
    package var target: AuditTarget
    /// The request id; nil if there was none.
    package var requestID: String?
    /// The state before the change, without secrets; nil for a new object.
    package var before: JSON?
    /// The state after the change, without secrets; nil for a deleted object.
    package var after: JSON?

    package init(
        id: ID, occurredAt: Timestamp, action: String, principal: Principal, actor: String?, target: AuditTarget,
        requestID: String?,
        before: JSON?, after: JSON?
    ) {
        self.init(
            id: id, occurredAt: occurredAt, action: action, principalKind: principal.kind,
            principalID: principal.id.isEmpty ? nil : principal.id, principalName: principal.name, actor: actor,
            target: target,
            requestID: requestID, before: before, after: after)
    }

    /// Restores a stored entry.
    package init(
        id: ID, occurredAt: Timestamp, action: String, principalKind: Principal.Kind, principalID: String?,
        principalName: String,
        actor: String?, target: AuditTarget, requestID: String?, before: JSON?, after: JSON?
    ) {
        self.id = id
        self.occurredAt = occurredAt
        self.action = action
        self.principalKind = principalKind
        self.principalID = principalID
        self.principalName = principalName
        self.actor = actor
        self.target = target
        self.requestID = requestID
        self.before = before
        self.after = after
    }
}
