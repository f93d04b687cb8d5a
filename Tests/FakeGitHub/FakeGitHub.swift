package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A GitHub for tests: stateful, with the real one's manners and, when told, its faults.
///
/// Shapes and rules were written from GitHub's REST documentation; PyGithub is run against it to show that they are
/// true.
package final class FakeGitHub: FakeTracker {
    /// The time of day, for everything that is made or changed.
    package let clock: any WallClock
    /// What the API's paths begin with: empty as on github.com, `/api/v3` as on an Enterprise Server.
    package let pathPrefix: String
    /// Everything that it remembers.
    let state: Mutex<FakeState>
    /// What is to go wrong, and what was asked.
    package let manners = FakeManners()
    private let router: FakeRouter

    /// Makes an empty GitHub.
    /// - Parameters:
    ///   - clock: Injected, so that tests move it.
    ///   - firstID: The first identifier that it gives; each further one is one higher.
    ///   - pathPrefix: See ``pathPrefix``.
    ///   - hourlyLimit: How many calls an hour a credential has.
    package init(
        clock: any WallClock = SystemClock(), firstID: Int64 = 1000, pathPrefix: String = "", hourlyLimit: Int = 5000
    ) {
        self.clock = clock
        self.pathPrefix = pathPrefix
        state = Mutex(FakeState(nextID: firstID, hourlyLimit: hourlyLimit))
        router = FakeRouter.gitHub
    }

    /// The present second: GitHub's times have no fractions.
    var now: Timestamp { Timestamp(seconds: clock.now().seconds) }

    /// Answers a request.
    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeManners.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        if call.isControl { return control(call) }
        return await manners.answer(call.method, call.target, now: now) { answer(call) }
    }

    private func answer(_ call: FakeCall) -> Response {
        var call = call
        return state.withLock { state in
            do throws(FakeFailure) {
                try state.authenticate(&call)
                let response = try router.respond(to: call, &state)
                return state.finish(response, call)
            } catch {
                return state.charge(error.response(call), call)
            }
        }
    }
}
