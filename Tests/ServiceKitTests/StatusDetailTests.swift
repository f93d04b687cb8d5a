import HTTPKit
import Primitives
import ServiceKit
import Testing
import TrackerKit

/// `status_detail` of connections and errors of jobs are written for people.
@Suite struct StatusDetailTests {
    private static let kinds: [TransportError.Kind] = [
        .nameResolution, .connect, .tls, .timeout, .connectionLost, .responseTooLarge, .addressRefused,
        .circuitOpen(retryAfter: .seconds(30)), .throttled(retryAfter: .seconds(5)), .cancelled, .invalidURL,
    ]

    private static let errors: [TrackerError] =
        kinds.map { .unreachable(TransportError($0)) }
        + [
            .unreachable(TransportError(.connect, detail: "https://git.example: could not connect to server")),
            .unauthorized(UpstreamFailure(status: 401, message: "bad credentials")),
            .rateLimited(retryAfter: .seconds(1), UpstreamFailure(status: 429, message: "slow down")),
            .upstream(UpstreamFailure(status: 500, message: "oops")), .notFound(what: "project"),
            .projectReplaced(path: "a/b"), .malformedResponse(detail: "the list is not an array"),
            .capabilityMissing(.createTickets), .invalid("/title", "is empty"),
        ]

    @Test func `they contain no identifiers of the code`() {
        struct Odd: Error {}
        for error in (Self.errors as [any Error]) + [Odd(), CancellationError()] {
            let text = error.connectionStatusDetail
            #expect(!text.isEmpty)
            #expect(text.firstMatch(of: /[a-z][A-Z]|\(.*:/) == nil, "\(text)")
        }
    }

    @Test func `a refused address and a pause are explained`() {
        let refused = TrackerError.unreachable(
            TransportError(
                .addressRefused,
                detail: "https://10.0.0.1:443 may not be called: private. To allow it, add … to SETTING"))
        #expect(
            refused.connectionStatusDetail
                == "https://10.0.0.1:443 may not be called: private. To allow it, add … to SETTING")
        let paused = TrackerError.unreachable(TransportError(.circuitOpen(retryAfter: .seconds(30)), detail: "x"))
        #expect(paused.connectionStatusDetail == "calls are paused for a while, after consecutive failures")
    }

    @Test func `a call that the gateway itself refuses names the setting, and does not blame the tracker`() {
        let error = TrackerError.unreachable(TransportError(.addressRefused, detail: "https://10.0.0.1:443 …"))
        let failure = error.failure(tracker: "gitlab")
        #expect(failure.code == .trackerUnreachable && failure.kind == .fault)
        #expect(failure.upstream == nil)
        #expect(
            failure.detail == "The gateway's settings forbid calling the address of this connection. "
                + "To allow it, the operator must add its network or host name to TICKET_GATEWAY_ALLOWED_NETWORKS.")
    }
}
