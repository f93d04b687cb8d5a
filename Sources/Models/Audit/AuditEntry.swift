package import Primitives

/// Who did what: one entry for every change. A row of the table `audit_entry`, which only ever grows.
package struct AuditEntry: Sendable, Hashable {
    /// The id of an entry.
    package typealias ID = Identifier<AuditEntry>

    /// The gateway's id.
    package var id: ID
    /// When it happened.
    package var occurredAt: Timestamp
    /// What was done, as in `ticket.update`.
    package var action: String
    /// The kind of caller.
    package var principalKind: Principal.Kind
    /// The id of the caller as text; nil for the gateway itself.
    package var principalID: String?
    /// The client's slug, the token's title, or which part of the gateway it was.
    package var principalName: String
    /// The user of `Ticket-Actor`.
    package var actor: String?
    /// What was changed.
    package var target: AuditTarget
    /// The id of the request; nil when there was none.
    package var requestID: String?
    /// What the change replaced, without secrets; nil for a new object.
    package var before: JSON?
    /// What it became, without secrets; nil for a deleted object.
    package var after: JSON?

    /// Makes an entry.
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

    /// Makes an entry from what was stored.
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
