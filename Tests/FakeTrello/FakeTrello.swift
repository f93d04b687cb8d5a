package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A Trello for tests: stateful, with the real one's manners and, when told, its faults.
///
/// Shapes and rules were written from Trello's REST documentation, its errors from what its users publish; py-trello is
/// run against it to show that they are true. It is stricter in one thing: a parameter that is not documented is
/// refused, where the real one ignores it, so that a misspelling shows.
package final class FakeTrello: FakeTracker {
    /// The time of day, for everything that is made or changed.
    package let clock: any WallClock
    /// The version of the API, which its paths begin with.
    package let pathPrefix = "/1"
    /// What is to go wrong, and what was asked.
    package let manners = FakeManners()
    /// Everything that it remembers.
    let state: Mutex<FakeState>
    private let routes = FakeRoutes<FakeRoute>.trello

    /// Makes an empty Trello.
    /// - Parameters:
    ///   - clock: Injected, so that tests move it.
    ///   - tokenLimit: How many calls a token has in ten seconds; a key has three times as many.
    ///   - head: What the address of a new webhook answers to HEAD.
    package init(
        clock: any WallClock = SystemClock(), tokenLimit: Int = 100,
        head: @escaping @Sendable (String) -> Int = { _ in 200 }
    ) {
        self.clock = clock
        state = Mutex(FakeState(tokenLimit: tokenLimit, head: head))
    }

    /// The present millisecond: Trello's times have three digits of a second.
    var now: Timestamp { Timestamp(microseconds: clock.now().microseconds / 1000 * 1000) }

    /// Answers a request.
    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeManners.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        return await manners.answer(call.method, call.target, now: now) { answer(call) }
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
