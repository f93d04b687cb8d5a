package import HTTPKit
package import HTTPTypes
package import Primitives

/// A stateful fake tracker for tests, with the behaviour of the real one and, on request, its faults. It responds to
/// `Request`s, so it runs behind our own HTTP server as well as in-process (``InProcessTransport``).
package protocol FakeTracker: Sendable {
    /// The clock for the timestamps of objects.
    var clock: any WallClock { get }
    /// The prefix of all API paths; empty if there is none.
    var pathPrefix: String { get }
    /// The injected faults and the record of calls.
    var behaviour: FakeBehaviour { get }
    func respond(to request: Request) async -> Response
}

extension FakeTracker {
    /// The calls so far, oldest first.
    package var record: [FakeCallRecord] { behaviour.record }

    package func clearRecord() { behaviour.clearRecord() }

    /// Injects a fault.
    /// - Parameters:
    ///   - times: The number of calls that it affects.
    ///   - method: The method of these calls; nil for all methods.
    ///   - path: A text that the target of these calls contains.
    package func inject(_ fault: FakeFault, times: Int = 1, method: HTTPRequest.Method? = nil, path: String = "") {
        behaviour.inject(fault, times: times, method: method, path: path)
    }

    /// The number of calls that injected faults will still affect.
    package var pendingFaults: Int { behaviour.pendingFaults }

    /// Removes all injected faults.
    package func clearFaults() { behaviour.clearFaults() }
}

/// A call to a fake tracker.
package struct FakeCallRecord: Sendable, Hashable {
    package let method: String
    /// Path and query without the prefix.
    package let target: String
    /// The status of the response.
    package let status: Int
}
