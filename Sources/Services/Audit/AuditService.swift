public import Models
public import Postgres
public import Repositories

/// Reads the audit log.
public struct AuditService: Sendable {
    private let heavyReads: HeavyReads

    /// Makes the service.
    /// - Parameter heavyReads: What lists are read through: a filter may pass over most of the log.
    public init(heavyReads: HeavyReads) { self.heavyReads = heavyReads }

    /// A page of the entries that the caller may read, newest first.
    public func list(
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
