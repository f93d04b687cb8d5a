import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    @Test func `a temporary error is distinguished from a permanent one`() {
        #expect(PostgresError(.unavailable(reason: "refused")).isUnavailable)
        #expect(PostgresError(.connectionLost(reason: "reset")).isUnavailable)
        #expect(PostgresError(.server(ServerError(sqlState: .diskFull, message: ""))).isUnavailable)
        #expect(
            PostgresError(.server(ServerError(sqlState: .tooManyConnections, message: "", severity: "FATAL")))
                .isUnavailable)
        #expect(!PostgresError(.server(ServerError(sqlState: .uniqueViolation, message: ""))).isUnavailable)
        #expect(!PostgresError(.rolledBack).isUnavailable)
    }

    @Test func `the SQLSTATE is preserved, even if the client detected the error first`() {
        #expect(
            PostgresError(.server(ServerError(sqlState: .uniqueViolation, message: ""))).sqlState == .uniqueViolation)
        #expect(PostgresError(.invalidParameter(position: 1, reason: "")).sqlState == .characterNotInRepertoire)
        #expect(PostgresError(.rolledBack).sqlState == nil)
    }

    @Test func `a stale plan is distinguished from other unsupported features`() {
        #expect(
            ServerError(sqlState: .featureNotSupported, message: "", routine: "RevalidateCachedQuery")
                .requiresPreparation)
        #expect(!ServerError(sqlState: .featureNotSupported, message: "", routine: "other").requiresPreparation)
        #expect(ServerError(sqlState: .invalidStatementName, message: "").requiresPreparation)
    }
}
