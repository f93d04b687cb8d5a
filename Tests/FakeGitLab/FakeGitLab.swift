package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A stateful GitLab server for tests, with the real one's rate limits and authentication, and with faults on request.
///
/// Formats and rules follow GitLab's REST documentation. python-gitlab is run against the fake to verify them.
package final class FakeGitLab: FakeTracker {
    /// The clock for all times of creation and change.
    package let clock: any WallClock
    /// The prefix of the API's paths.
    package let pathPrefix: String
    let state: Mutex<FakeState>
    /// The injected faults, and the calls received.
    package let behaviour = FakeBehaviour()

    /// Creates an empty server.
    /// - Parameters:
    ///   - clock: A clock that tests can advance.
    ///   - firstID: The first id; later ids are consecutive.
    ///   - pathPrefix: See ``pathPrefix``.
    ///   - limits: See ``FakeLimits``.
    package init(
        clock: any WallClock = SystemClock(), firstID: Int64 = 1000, pathPrefix: String = "/api/v4",
        limits: FakeLimits = FakeLimits()
    ) {
        self.clock = clock
        self.pathPrefix = pathPrefix
        state = Mutex(FakeState(nextID: firstID, limits: limits))
    }

    /// The current time in whole milliseconds, like all of GitLab's times.
    var now: Timestamp { Timestamp(microseconds: clock.now().microseconds / 1000 * 1000) }

    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeBehaviour.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        if call.segments.first == "_fake" { return control(call) }
        return await behaviour.answer(call.method, call.target, now: now) { answer(call) }
    }

    private func answer(_ call: FakeCall) -> Response {
        var call = call
        return state.withLock { state in
            do throws(FakeFailure) {
                try state.authenticate(&call)
                let response = try FakeRouter.gitLab.respond(to: call, &state)
                return state.finish(response, call)
            } catch {
                return state.finish(error.response, call)
            }
        }
    }

    /// Controls the fake over HTTP, for test programs in other languages: `POST /_fake/fault`, `/_fake/rename`,
    /// `/_fake/clear`.
    private func control(_ call: FakeCall) -> Response {
        switch call.segments.dropFirst().first {
        case "fault":
            behaviour.inject(call.body.json) { name in
                name == "rate_limit" ? .rateLimited(retryAfter: call["seconds"]?.integerValue.map { Int($0) }) : nil
            }
        case "rename": rename(call.text("from") ?? "", to: call.text("to") ?? "")
        case "clear": clearFaults()
        default: return FakeFailure.notFound("Route").response
        }
        return .noContent
    }
}

/// The limits of the fake. The defaults are those of a real GitLab; tests may lower them.
package struct FakeLimits: Sendable {
    /// The number of calls per minute and token.
    package var callsPerMinute = 2000
    /// The number of rows up to which a list reports its total.
    package var countedRows = 10_000
    /// The maximum number of rows to skip with offset pagination.
    package var maximumOffset = 50_000

    package init() {}
}

extension FakeFault {
    /// 429 with a plain text body.
    /// - Parameter wait: The seconds of a `Retry-After`; nil for none.
    package static func rateLimited(retryAfter wait: Int?) -> FakeFault {
        response { _ in
            var response = Response.text("Retry later\n", status: .tooManyRequests)
            if let wait { response.headers[.retryAfter] = String(wait) }
            return response
        }
    }

    /// 409, as after a concurrent change of the same object.
    package static let conflict = response { _ in .object(["message": "409 Conflict"], status: .conflict) }
}
