package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A stateful Trello server for tests, with the real one's rate limits and authentication, and with faults on request.
///
/// Formats and rules follow Trello's REST documentation, and errors those published by its users. py-trello is run
/// against the fake to verify them. It is stricter in one respect: undocumented parameters, which Trello ignores, are
/// rejected, so that misspelled ones are noticed.
package final class FakeTrello: FakeTracker {
    /// The clock for all times of creation and change.
    package let clock: any WallClock
    /// The version of the API, which is the prefix of its paths.
    package let pathPrefix = "/1"
    /// The injected faults, and the calls received.
    package let behaviour = FakeBehaviour()
    let state: Mutex<FakeState>
    private let routes = FakeRoutes<FakeRoute>.trello

    /// Creates an empty server.
    /// - Parameters:
    ///   - clock: A clock that tests can advance.
    ///   - tokenLimit: The number of calls per token in ten seconds; the limit of a key is three times as high.
    ///   - head: Returns the status of a HEAD request to the callback URL of a new webhook.
    package init(
        clock: any WallClock = SystemClock(), tokenLimit: Int = 100,
        head: @escaping @Sendable (String) -> Int = { _ in 200 }
    ) {
        self.clock = clock
        state = Mutex(FakeState(tokenLimit: tokenLimit, head: head))
    }

    /// The current time in whole milliseconds, like all of Trello's times.
    var now: Timestamp { Timestamp(microseconds: clock.now().microseconds / 1000 * 1000) }

    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeBehaviour.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        return await behaviour.answer(call.method, call.target, now: now) { answer(call) }
    }

    private func answer(_ call: FakeCall) -> Response {
        state.withLock { state in
            var call = call
            do throws(FakeFailure) {
                try state.authenticate(&call)
                return state.withBudget(try respond(to: call, &state), call)
            } catch {
                return state.withBudget(error.response, call)
            }
        }
    }

    private func respond(to call: FakeCall, _ state: inout FakeState) throws(FakeFailure) -> Response {
        guard let (route, parameters) = routes.find(call.method, call.segments) else {
            throw FakeFailure(404, "Cannot \(call.method.rawValue) \(call.target)")
        }
        if call.isMalformed { throw FakeFailure(400, "Error parsing body: invalid json") }
        let known = route.takes.union(["key", "token"])
        if let unknown = call.arguments.keys.sorted().first(where: { !known.contains($0) }) {
            throw FakeFailure(400, "the documentation knows no parameter \(unknown)")
        }
        var call = call
        call.parameters = parameters
        return try route.action(&state, call)
    }
}
