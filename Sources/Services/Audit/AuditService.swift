public import Models
public import Postgres
public import Repositories

/// Reads the audit log.
public struct AuditService: Sendable {
    private let database: PostgresClient

    /// Makes the service.
    public init(database: PostgresClient) {
        self.database = database
    }

    /// A page of the entries that the caller may read, newest first.
    public func list(
        _ filter: AuditFilter, after position: AuditRepository.Position?, limit: Int, context: CallContext
    ) async throws -> [AuditEntry] {
        var filter = filter
        filter.reader = context.principal
        return try await AuditRepository(database.reader).list(filter, after: position, limit: limit)
    }
}
