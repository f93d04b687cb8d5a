import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit
import Testing
import TrackerKit

/// The errors that clients get if a tracker fails.
@Suite struct TrackerProblemTests {
    @Test(
        arguments: [
            (.unreachable(TransportError(.connect)), 502, 10), (.unreachable(TransportError(.timeout)), 504, 10),
            (.unreachable(TransportError(.connectionLost)), 502, 10),
            (.upstream(UpstreamFailure(status: 503, message: "")), 502, 10),
            (.upstream(UpstreamFailure(status: 503, message: "", retryAfter: .seconds(77))), 502, 77),
            (.unreachable(TransportError(.circuitOpen(retryAfter: .seconds(29)))), 503, 29),
            (.unreachable(TransportError(.throttled(retryAfter: .seconds(5)))), 503, 5),
            (.rateLimited(retryAfter: nil, UpstreamFailure(status: 429, message: "")), 503, 60),
        ] as [(TrackerError, Int, Int)])
    func `failures with a retry time contain it`(error: TrackerError, status: Int, wait: Int) {
        let failure = error.failure(tracker: "github")
        #expect(
            failure.code.status.code == status && failure.retryAfter == wait && failure.upstream?.tracker == "github")
        #expect(failure.kind == .retryLater)
    }

    @Test(
        arguments: [
            .unauthorized(UpstreamFailure(status: 401, message: "")),
            .forbidden(UpstreamFailure(status: 403, message: "")),
            .unreachable(TransportError(.addressRefused)), .unreachable(TransportError(.invalidURL)),
            .unreachable(TransportError(.responseTooLarge)), .malformedResponse(detail: ""),
            .upstream(UpstreamFailure(status: 405, message: "")), .notFound(what: "ticket"),
        ] as [TrackerError])
    func `where only a change helps, it does not`(_ error: TrackerError) {
        #expect(error.failure(tracker: "github").retryAfter == nil)
    }

    /// Operations and rules retry temporary failures, and fail on those that a caller or operator must fix.
    @Test(
        arguments: [
            (.unreachable(TransportError(.connect)), .retryLater),
            (.unreachable(TransportError(.cancelled)), .retryLater),
            (.unreachable(TransportError(.throttled(retryAfter: .seconds(5)))), .retryLater),
            (.malformedResponse(detail: ""), .retryLater),
            (.upstream(UpstreamFailure(status: 500, message: "")), .retryLater),
            (.upstream(UpstreamFailure(status: 408, message: "")), .retryLater),
            (.upstream(UpstreamFailure(status: 425, message: "")), .retryLater),
            (.upstream(UpstreamFailure(status: 429, message: "")), .retryLater),
            (.upstream(UpstreamFailure(status: 405, message: "")), .fault),
            (.unreachable(TransportError(.addressRefused)), .fault),
            (.unreachable(TransportError(.invalidURL)), .fault),
            (.unreachable(TransportError(.responseTooLarge)), .fault),
            (.unauthorized(UpstreamFailure(status: 401, message: "")), .fault),
            (.forbidden(UpstreamFailure(status: 403, message: "")), .fault),
            (.conflict(UpstreamFailure(status: 409, message: "")), .conflict),
            (.projectReplaced(path: "a/b"), .conflict),
            (.notFound(what: "ticket"), .missing), (.invalid("/title", "is empty"), .refused),
            (.capabilityMissing(.createTickets), .refused),
        ] as [(TrackerError, Failure.Kind)])
    func `the kind shows whether another attempt may succeed, and who must change something`(
        _ error: TrackerError, _ kind: Failure.Kind
    ) {
        #expect(error.failure(tracker: "github").kind == kind)
    }

    @Test(
        arguments: [
            (
                .conflict(.withoutCall("the board already has a label with this name")), 409, .trackerConflict,
                "The board already has a label with this name."
            ),
            (
                .unauthorized(.withoutCall("GitLab requires an access token")), 502, .trackerUnauthorized,
                "The connection's credentials can't be used: GitLab requires an access token."
            ),
            (.forbidden(.withoutCall("the thread is closed")), 502, .trackerForbidden, "The thread is closed."),
            (.upstream(.withoutCall("the address is odd")), 502, .trackerError, "The address is odd."),
            (
                .rateLimited(retryAfter: .seconds(3), .withoutCall("x")), 503, .trackerThrottled,
                "The tracker's rate limit is used up."
            ),
            (.foreignPageToken, 422, .invalidRequest, nil),
            (.notFound(what: "ticket 1x"), 404, .notFound, "There is no such ticket 1x."),
        ] as [(TrackerError, Int, Failure.Code, String?)])
    func `a refusal without a call does not claim that the tracker responded`(
        error: TrackerError, status: Int, code: Failure.Code, detail: String?
    ) {
        let failure = error.failure(tracker: "trello")
        #expect(failure.code.status.code == status && failure.code == code)
        if let detail { #expect(failure.detail == detail) }
        #expect(failure.detail?.contains("refused") != true)
        #expect(failure.upstream?.status == nil && failure.upstream?.message == nil)
        #expect(error.isWithoutCall && error.masking(["x"]).isWithoutCall)
    }

    @Test func `a refusal of the tracker has its status and message`() {
        let failure = TrackerError.conflict(UpstreamFailure(status: 409, message: "no")).failure(tracker: "trello")
        #expect(failure.detail == "The tracker refused this in the object's current state.")
        #expect(failure.upstream?.status == 409 && failure.upstream?.message == "no")
        let gone = TrackerError.notFound(what: "ticket 1", status: 410).masking(["x"])
        #expect(gone.failure(tracker: "github").upstream?.status == 410 && !gone.isWithoutCall)
    }
}
