package import Models
import Postgres
package import Repositories

/// Reads the audit log.
package struct AuditService: Sendable {
    private let heavyReads: HeavyReads

    /// - Parameter heavyReads: Runs the queries, because a filter may scan most of the log.
    package init(heavyReads: HeavyReads) { self.heavyReads = heavyReads }

    /// Returns a page of the entries that the caller may read, newest first.
    package func list(
        _ filter: AuditFilter, after position: AuditRepository.Position?, limit: Int, context: CallContext
    ) async throws -> [AuditEntry] {
        var filter = filter
        filter.reader = context.principal
        let restricted = filter
        return try await heavyReads.run(for: context.principal.key) {
            try await AuditRepository($0).list(restricted, after: position, limit: limit)
        }
    }
}
