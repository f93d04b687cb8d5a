package import HTTPKit
package import HTTPTypes
package import Primitives
import Synchronization

/// The state that all fake trackers share: the injected faults, and the record of calls.
package final class FakeBehaviour: Sendable {
    private struct Rule: Sendable {
        var fault: FakeFault
        var times: Int
        var method: HTTPRequest.Method?
        var path: String
    }

    private let rules = Mutex<[Rule]>([])
    private let calls = Mutex<[FakeCallRecord]>([])

    package init() {}

    /// The maximum length of a request's body in bytes.
    package static let maximumBodyBytes = 16 << 20

    /// See ``FakeTracker/record``.
    package var record: [FakeCallRecord] { calls.withLock { $0 } }

    /// See ``FakeTracker/clearRecord()``.
    package func clearRecord() { calls.withLock { $0 = [] } }

    /// See ``FakeTracker/inject(_:times:method:path:)``.
    package func inject(_ fault: FakeFault, times: Int, method: HTTPRequest.Method?, path: String) {
        rules.withLock { $0.append(Rule(fault: fault, times: times, method: method, path: path)) }
    }

    /// See ``FakeTracker/pendingFaults``.
    package var pendingFaults: Int { rules.withLock { $0.map(\.times).reduce(0, +) } }

    /// See ``FakeTracker/clearFaults()``.
    package func clearFaults() { rules.withLock { $0 = [] } }

    /// Responds to a call, applying an injected fault if one matches, and records the call.
    /// - Parameter target: Path and query without the prefix.
    package func answer(_ method: HTTPRequest.Method, _ target: String, now: Timestamp, with answer: () -> Response)
        async
        -> Response
    {
        let effect = takeFault(method, target)?.effect
        if case .slow(let delay)? = effect { try? await Task.sleep(for: delay) }
        let response = if case .replace(let make)? = effect { make(now) } else { answer() }
        calls.withLock {
            $0.append(FakeCallRecord(method: method.rawValue, target: target, status: response.status.code))
        }
        if case .hold(let gate)? = effect { await gate.pass() }
        if case .dropReply? = effect { return Response(status: .ok, body: .stream { _ in throw ReplyLost() }) }
        return response
    }

    private func takeFault(_ method: HTTPRequest.Method, _ target: String) -> FakeFault? {
        rules.withLock { rules in
            let matching = rules.firstIndex { rule in
                rule.times > 0 && (rule.method ?? method) == method && (rule.path.isEmpty || target.contains(rule.path))
            }
            guard let matching else { return nil }
            rules[matching].times -= 1
            return rules[matching].fault
        }
    }
}

/// Aborts the response, so that the caller loses it.
struct ReplyLost: Error {}
