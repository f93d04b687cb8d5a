import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    @Test func `an error that passes by itself is told from one that does not`() {
        #expect(PostgresError(.unavailable(reason: "refused")).isUnavailable)
        #expect(PostgresError(.connectionLost(reason: "reset")).isUnavailable)
        #expect(PostgresError(.server(ServerError(sqlState: .diskFull, message: ""))).isUnavailable)
        #expect(
            PostgresError(.server(ServerError(sqlState: .tooManyConnections, message: "", severity: "FATAL")))
                .isUnavailable)
        #expect(!PostgresError(.server(ServerError(sqlState: .uniqueViolation, message: ""))).isUnavailable)
        #expect(!PostgresError(.rolledBack).isUnavailable)
    }

    @Test func `the SQLSTATE is kept, also where the client found out first`() {
        #expect(
            PostgresError(.server(ServerError(sqlState: .uniqueViolation, message: ""))).sqlState == .uniqueViolation)
        #expect(PostgresError(.invalidParameter(position: 1, reason: "")).sqlState == .characterNotInRepertoire)
        #expect(PostgresError(.rolledBack).sqlState == nil)
    }

    @Test func `a stale plan is told from other features that are not supported`() {
        #expect(
            ServerError(sqlState: .featureNotSupported, message: "", routine: "RevalidateCachedQuery")
                .asksForPreparation)
        #expect(!ServerError(sqlState: .featureNotSupported, message: "", routine: "other").asksForPreparation)
        #expect(ServerError(sqlState: .invalidStatementName, message: "").asksForPreparation)
    }
}
