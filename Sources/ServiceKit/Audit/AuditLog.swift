package import Models
package import Postgres
package import Primitives
import Repositories

/// Writes the audit log, in the transaction of the change: neither is committed without the other.
package struct AuditLog: Sendable {
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    /// The suffix of actions that change fields of an object. Other actions, such as `verify`, are recorded even if
    /// they change nothing.
    private static let updateSuffix = ".update"

    package init(clock: any WallClock, identifiers: any IdentifierSource) {
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Records a change. An update that changed nothing (`before == after`) is not recorded.
    /// - Parameters:
    ///   - action: The kind of object, a dot and the verb, such as `ticket.update`.
    ///   - target: The object that was changed.
    ///   - before: The previous values, without secrets; nil for a new object.
    ///   - after: The new values, without secrets; nil for a deleted object.
    ///   - context: The call that made the change.
    ///   - executor: The transaction of the change.
    package func record(
        _ action: String, target: AuditTarget, before: JSON?, after: JSON?, context: CallContext,
        in executor: any SQLExecutor
    ) async throws {
        if let before, before == after, action.hasSuffix(Self.updateSuffix) { return }
        let entry = AuditEntry(
            id: identifiers.next(), occurredAt: clock.now(), action: action, principal: context.principal,
            actor: context.actor,
            target: target, requestID: context.requestID.isEmpty ? nil : context.requestID, before: before, after: after
        )
        try await AuditRepository(executor).add(entry)
    }
}
