package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A GitLab for tests: stateful, with the real one's manners and, when told, its faults.
///
/// Shapes and rules were written from GitLab's REST documentation; python-gitlab is run against it to show that they
/// are true.
package final class FakeGitLab: FakeTracker {
    /// The time of day, for everything that is made or changed.
    package let clock: any WallClock
    /// What the API's paths begin with.
    package let pathPrefix: String
    /// Everything that it remembers.
    let state: Mutex<FakeState>
    /// What is to go wrong, and what was asked.
    package let manners = FakeManners()

    /// Makes an empty GitLab.
    /// - Parameters:
    ///   - clock: Injected, so that tests move it.
    ///   - firstID: The first identifier that it gives; each further one is one higher.
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

    /// The present millisecond: GitLab's times have no finer fractions.
    var now: Timestamp { Timestamp(microseconds: clock.now().microseconds / 1000 * 1000) }

    /// Answers a request.
    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeManners.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        if call.segments.first == "_fake" { return control(call) }
        return await manners.answer(call.method, call.target, now: now) { answer(call) }
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

    /// Steers the fake over HTTP, for programs in other languages: `POST /_fake/fault`, `/_fake/rename`,
    /// `/_fake/clear`.
    private func control(_ call: FakeCall) -> Response {
        switch call.segments.dropFirst().first {
        case "fault":
            manners.inject(call.body.json) { name in
                name == "rate_limit" ? .rateLimited(retryAfter: call["seconds"]?.integerValue.map { Int($0) }) : nil
            }
        case "rename": rename(call.text("from") ?? "", to: call.text("to") ?? "")
        case "clear": clearFaults()
        default: return FakeFailure.notFound("Route").response
        }
        return .noContent
    }
}

/// How far the fake goes; the real one's numbers unless a test wants smaller ones.
package struct FakeLimits: Sendable {
    /// How many calls a minute a token has.
    package var callsPerMinute = 2000
    /// How many rows a list may have for its total to be told.
    package var countedRows = 10_000
    /// How many rows may be skipped by counting pages.
    package var maximumOffset = 50_000

    /// The real one's numbers.
    package init() {}
}

extension FakeFault {
    /// 429 with a plain text.
    /// - Parameter wait: The seconds of a `Retry-After`, or none.
    package static func rateLimited(retryAfter wait: Int?) -> FakeFault {
        response { _ in
            var response = Response.text("Retry later\n", status: .tooManyRequests)
            if let wait { response.headers[.retryAfter] = String(wait) }
            return response
        }
    }

    /// 409, as when somebody else changes the same thing.
    package static let conflict = response { _ in .object(["message": "409 Conflict"], status: .conflict) }
}
