public import HTTPKit
import HTTPTypes
public import Primitives
import Synchronization

/// A GitHub for tests: stateful, with the real one's manners and, when told, its faults.
///
/// It answers `Request`s, so that it runs behind our own HTTP server as well as within the process (``InProcessTransport``). Shapes and rules
/// were written from GitHub's REST documentation; PyGithub is run against it to show that they are true.
public final class FakeGitHub: Sendable {
    /// The time of day, for everything that is made or changed.
    public let clock: any WallClock
    /// What the API's paths begin with: empty as on github.com, `/api/v3` as on an Enterprise Server.
    public let pathPrefix: String
    /// Everything that it remembers.
    let state: Mutex<FakeState>
    /// What is to go wrong.
    let faults = Mutex<[FaultRule]>([])
    private let calls = Mutex<[FakeCallRecord]>([])
    private let router: FakeRouter

    /// Makes an empty GitHub.
    /// - Parameters:
    ///   - clock: Injected, so that tests move it.
    ///   - firstID: The first identifier that it gives; each further one is one higher.
    ///   - pathPrefix: See ``pathPrefix``.
    ///   - hourlyLimit: How many calls an hour a credential has.
    public init(clock: any WallClock = SystemClock(), firstID: Int64 = 1000, pathPrefix: String = "", hourlyLimit: Int = 5000) {
        self.clock = clock
        self.pathPrefix = pathPrefix
        state = Mutex(FakeState(nextID: firstID, hourlyLimit: hourlyLimit))
        router = FakeRouter.gitHub
    }

    /// What was asked so far, oldest first.
    public var record: [FakeCallRecord] { calls.withLock { $0 } }

    /// Forgets what was asked so far.
    public func clearRecord() { calls.withLock { $0 = [] } }

    /// The present second: GitHub's times have no fractions.
    var now: Timestamp { Timestamp(seconds: clock.now().seconds) }

    /// Answers a request.
    public func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: Self.maximumBodyBytes)) ?? []
        var call = FakeCall(request, body: body, prefix: pathPrefix, now: now)
        if call.isControl { return control(call) }
        let fault = takeFault(for: call)
        if case .slow(let delay)? = fault { try? await Task.sleep(for: delay) }
        let response = fault?.replacement(now: now) ?? answer(&call)
        note(call, response)
        if case .dropReply? = fault { return Response(status: .ok, body: .stream { _ in throw ReplyLost() }) }
        return response
    }

    /// How long a request's body may be.
    private static let maximumBodyBytes = 1 << 20

    private func answer(_ call: inout FakeCall) -> Response {
        state.withLock { state in
            do throws(FakeFailure) {
                try state.authenticate(&call)
                let response = try router.respond(to: call, &state)
                return state.finish(response, call)
            } catch {
                return state.charge(error.response(call), call)
            }
        }
    }

    private func note(_ call: FakeCall, _ response: Response) {
        calls.withLock { $0.append(FakeCallRecord(method: call.method.rawValue, target: call.target, status: response.status.code)) }
    }
}

/// One call that the fake saw.
public struct FakeCallRecord: Sendable, Hashable {
    /// The method.
    public let method: String
    /// Path and query below the prefix.
    public let target: String
    /// What was answered.
    public let status: Int
}

/// Cuts a reply off.
struct ReplyLost: Error {}
