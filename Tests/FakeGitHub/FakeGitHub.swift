package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A stateful GitHub server for tests, with the real one's rate limits and authentication, and with faults on request.
///
/// Formats and rules follow GitHub's REST documentation. PyGithub is run against the fake to verify them.
package final class FakeGitHub: FakeTracker {
    /// The clock for all times of creation and change.
    package let clock: any WallClock
    /// The prefix of the API's paths: empty as on github.com, `/api/v3` as on an Enterprise Server.
    package let pathPrefix: String
    let state: Mutex<FakeState>
    /// The injected faults, and the calls received.
    package let behaviour = FakeBehaviour()
    private let router: FakeRouter

    /// Creates an empty server.
    /// - Parameters:
    ///   - clock: A clock that tests can advance.
    ///   - firstID: The first id; later ids are consecutive.
    ///   - pathPrefix: See ``pathPrefix``.
    ///   - hourlyLimit: The number of calls per hour and credential.
    package init(
        clock: any WallClock = SystemClock(), firstID: Int64 = 1000, pathPrefix: String = "", hourlyLimit: Int = 5000
    ) {
        self.clock = clock
        self.pathPrefix = pathPrefix
        state = Mutex(FakeState(nextID: firstID, hourlyLimit: hourlyLimit))
        router = FakeRouter.gitHub
    }

    /// The current time in whole seconds, like all of GitHub's times.
    var now: Timestamp { Timestamp(seconds: clock.now().seconds) }

    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeBehaviour.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        if call.isControl { return control(call) }
        return await behaviour.answer(call.method, call.target, now: now) { answer(call) }
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
