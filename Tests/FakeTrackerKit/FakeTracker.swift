package import HTTPKit
package import HTTPTypes
package import Primitives

/// A tracker for tests: stateful, with the real one's manners and, when told, its faults. It answers `Request`s, so
/// that it runs behind our own HTTP server as well as within the process (``InProcessTransport``).
package protocol FakeTracker: Sendable {
    /// The time of day, for everything that is made or changed.
    var clock: any WallClock { get }
    /// What the API's paths begin with; empty where they begin at the root.
    var pathPrefix: String { get }
    /// What is to go wrong, and what was asked.
    var manners: FakeManners { get }
    /// Answers a request.
    func respond(to request: Request) async -> Response
}

extension FakeTracker {
    /// What was asked so far, oldest first.
    package var record: [FakeCallRecord] { manners.record }

    /// Forgets what was asked so far.
    package func clearRecord() { manners.clearRecord() }

    /// Lets something go wrong.
    /// - Parameters:
    ///   - times: For how many calls.
    ///   - method: Only calls of this method; nil for all.
    ///   - path: Only calls whose target holds this text.
    package func inject(_ fault: FakeFault, times: Int = 1, method: HTTPRequest.Method? = nil, path: String = "") {
        manners.inject(fault, times: times, method: method, path: path)
    }

    /// How many calls are still to go wrong.
    package var pendingFaults: Int { manners.pendingFaults }

    /// Lets everything go well again.
    package func clearFaults() { manners.clearFaults() }
}

/// One call that a fake saw.
package struct FakeCallRecord: Sendable, Hashable {
    /// The method.
    package let method: String
    /// Path and query below the prefix.
    package let target: String
    /// What was answered.
    package let status: Int
}
