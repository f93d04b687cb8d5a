public import HTTPKit
public import HTTPTypes
public import Primitives

/// A tracker for tests: stateful, with the real one's manners and, when told, its faults. It answers `Request`s, so that it runs behind our own
/// HTTP server as well as within the process (``InProcessTransport``).
public protocol FakeTracker: Sendable {
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
    public var record: [FakeCallRecord] { manners.record }

    /// Forgets what was asked so far.
    public func clearRecord() { manners.clearRecord() }

    /// Lets something go wrong.
    /// - Parameters:
    ///   - times: For how many calls.
    ///   - method: Only calls of this method; nil for all.
    ///   - path: Only calls whose target holds this text.
    public func inject(_ fault: FakeFault, times: Int = 1, method: HTTPRequest.Method? = nil, path: String = "") {
        manners.inject(fault, times: times, method: method, path: path)
    }

    /// How many calls are still to go wrong.
    public var pendingFaults: Int { manners.pendingFaults }

    /// Lets everything go well again.
    public func clearFaults() { manners.clearFaults() }
}

/// One call that a fake saw.
public struct FakeCallRecord: Sendable, Hashable {
    /// The method.
    public let method: String
    /// Path and query below the prefix.
    public let target: String
    /// What was answered.
    public let status: Int
}
