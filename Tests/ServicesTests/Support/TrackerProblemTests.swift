import HTTPKit
import HTTPTypes
import Services
import Testing
import TrackerKit

/// What clients are told of a tracker that fails.
@Suite struct TrackerProblemTests {
    @Test(
        arguments: [
            (.unreachable(TransportError(.connect)), 502, "10"), (.unreachable(TransportError(.timeout)), 504, "10"),
            (.unreachable(TransportError(.connectionLost)), 502, "10"),
            (.upstream(UpstreamFailure(status: 503, message: "")), 502, "10"),
            (.upstream(UpstreamFailure(status: 503, message: "", retryAfter: .seconds(77))), 502, "77"),
            (.unreachable(TransportError(.circuitOpen(retryAfter: .seconds(29)))), 503, "29"),
            (.unreachable(TransportError(.throttled(retryAfter: .seconds(5)))), 503, "5"),
            (.rateLimited(retryAfter: nil, UpstreamFailure(status: 429, message: "")), 503, "60"),
        ] as [(TrackerError, Int, String)])
    func `where waiting helps, it says how long`(_ error: TrackerError, _ status: Int, _ wait: String) {
        let problem = error.problem(tracker: "github")
        #expect(problem.status.code == status && problem.headers[.retryAfter] == wait && problem.downstream?.tracker == "github")
    }

    @Test(
        arguments: [
            .unauthorized(UpstreamFailure(status: 401, message: "")), .forbidden(UpstreamFailure(status: 403, message: "")),
            .unreachable(TransportError(.addressRefused)), .unreachable(TransportError(.invalidURL)),
            .unreachable(TransportError(.responseTooLarge)), .malformedResponse(detail: ""),
            .upstream(UpstreamFailure(status: 405, message: "")), .notFound(what: "ticket"),
        ] as [TrackerError])
    func `where only a change helps, it does not`(_ error: TrackerError) {
        #expect(error.problem(tracker: "github").headers[.retryAfter] == nil)
    }
}
