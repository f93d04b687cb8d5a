import HTTPKit
import HTTPTypes
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@Suite struct DatabaseProblemTests {
    @Test func `a read-only database is unavailable, and callers may retry`() async throws {
        try await TestDatabase.withDatabase { database in
            do {
                try await database.transaction { transaction in
                    try await transaction.run("SET TRANSACTION READ ONLY")
                    try await transaction.run("CREATE TABLE refused (id int)")
                }
                Issue.record("the transaction was not refused")
            } catch let error as PostgresError {
                #expect(error.knownFailure?.code == .databaseUnavailable)
                #expect(error.knownFailure?.code.status == .serviceUnavailable)
                #expect(error.knownFailure?.retryAfter != nil && error.knownFailure?.kind == .retryLater)
            }
        }
    }
}
