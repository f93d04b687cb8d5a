package import Models
package import Postgres
package import Primitives
import Repositories

/// Records who did what, in the transaction that does it: neither is there without the other.
package struct AuditLog: Sendable {
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    /// How actions end that change fields of an object; others, such as `verify`, are entries whatever they come to.
    private static let updateSuffix = ".update"

    /// A log that takes the time and its ids from these.
    package init(clock: any WallClock, identifiers: any IdentifierSource) {
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Records a change. An update after which everything is as it was before is none, and leaves no entry.
    /// - Parameters:
    ///   - action: What was done, as in `ticket.update`: the kind of object, a dot, the verb.
    ///   - target: What was changed.
    ///   - before: What the change replaced, without secrets; nil for a new object.
    ///   - after: What it became, without secrets; nil for a deleted object.
    ///   - context: Who called.
    ///   - executor: The transaction that makes the change.
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
