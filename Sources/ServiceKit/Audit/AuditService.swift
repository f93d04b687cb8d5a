package import Models
package import Postgres
package import Repositories

/// Reads the audit log.
package struct AuditService: Sendable {
    private let heavyReads: HeavyReads

    /// Makes the service.
    /// - Parameter heavyReads: What lists are read through: a filter may pass over most of the log.
    package init(heavyReads: HeavyReads) { self.heavyReads = heavyReads }

    /// A page of the entries that the caller may read, newest first.
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
