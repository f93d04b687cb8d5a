import HTTPKit
import HTTPTypes
import Postgres
import Primitives
import Resources
import ServiceKit
import Testing
import Tickets
import TrackerKit

/// Conversion of the lower layers' failures to problem details.
@Suite struct ProblemFailureTests {
    @Test func `a temporary failure has a retry time`() {
        let problem = Problem(Failure(.overloaded, detail: "Later.", retryAfter: 7))
        #expect(
            problem.status == .serviceUnavailable && problem.headers == [.retryAfter: "7"]
                && problem.failure.detail == "Later.")
        #expect(Problem(Failure(.notFound)).headers.isEmpty)
    }

    @Test func `missing credentials are answered with a challenge (RFC 6750, section 3)`() {
        #expect(Problem(Failure(.unauthorized)).headers == [.wwwAuthenticate: "Bearer realm=\"ticket-gateway\""])
        let wrong = Problem.unauthorized(detail: "d", error: "invalid_token")
        #expect(wrong.headers[.wwwAuthenticate] == "Bearer realm=\"ticket-gateway\", error=\"invalid_token\"")
        #expect(Problem(Failure(.invalidSignature)).headers.isEmpty)
    }

    @Test func `errors of the protocol, services, database and trackers are known, others are not`() {
        struct UnexpectedError: Error {}
        #expect(Problem.known(for: RequestBodyError.tooLarge(limit: 1))?.code == .bodyTooLarge)
        #expect(Problem.known(for: Failure(.slugTaken))?.status == .conflict)
        #expect(Problem.known(for: ServiceError.notFound("ticket"))?.status == .notFound)
        #expect(Problem.known(for: MirrorError.contended)?.headers == [.retryAfter: "1"])
        #expect(Problem.known(for: PostgresError(.unavailable(reason: "r")))?.code == .databaseUnavailable)
        let missing = TrackerError.notFound(what: "ticket", status: 404)
        #expect(Problem.known(for: missing)?.failure.upstream?.tracker == "tracker")
        #expect(Problem.known(for: UnexpectedError()) == nil)
    }
}
