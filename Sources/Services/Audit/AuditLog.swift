public import Models
public import Postgres
public import Primitives
import Repositories

/// Records who did what, in the transaction that does it: neither is there without the other.
public struct AuditLog: Sendable {
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    /// A log that takes the time and its ids from these.
    public init(clock: any WallClock, identifiers: any IdentifierSource) {
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Records a change.
    /// - Parameters:
    ///   - action: What was done, as in `ticket.update`: the kind of object, a dot, the verb.
    ///   - target: What was changed.
    ///   - before: What the change replaced, without secrets; nil for a new object.
    ///   - after: What it became, without secrets; nil for a deleted object.
    ///   - context: Who called.
    ///   - executor: The transaction that makes the change.
    public func record(
        _ action: String, target: AuditTarget, before: JSON?, after: JSON?, context: CallContext, in executor: any SQLExecutor
    ) async throws {
        let entry = AuditEntry(
            id: identifiers.next(), occurredAt: clock.now(), action: action, principal: context.principal, actor: context.actor,
            target: target, requestID: context.requestID.isEmpty ? nil : context.requestID, before: before, after: after)
        try await AuditRepository(executor).add(entry)
    }
}
