import HTTPKit
import Primitives
import Synchronization

/// The state shared by all connections of a server.
final class ServerContext: Sendable {
    let limits: ServerLimits
    let handler: @Sendable (Request) async -> Response
    let observer: (any ServerObserver)?
    let clock: any WallClock
    let ids: (any IdentifierSource)?
    let clientAddress: (@Sendable (HeaderFields, String) -> String)?
    private let problemResponse: (@Sendable (Problem, Request) -> Response)?
    let bodies: BodyMemory
    private let open = Atomic(0)
    private let live = Atomic(0)
    private let accepted = Atomic(0)
    private let refused = Atomic(0)
    private let inFlight = Atomic(0)
    private let answered = Atomic(0)
    private let draining = Atomic(false)
    private let whenEmpty = Mutex<CheckedContinuation<Void, Never>?>(nil)

    init(
        limits: ServerLimits, handler: @escaping @Sendable (Request) async -> Response, observer: (any ServerObserver)?,
        clock: any WallClock, ids: (any IdentifierSource)?,
        clientAddress: (@Sendable (HeaderFields, String) -> String)?,
        problemResponse: (@Sendable (Problem, Request) -> Response)?
    ) {
        self.limits = limits
        bodies = BodyMemory(limits.bodyMemory.within(limits.requestsInFlight, largestBody: limits.message.bodyBytes))
        self.handler = handler
        self.observer = observer
        self.clock = clock
        self.ids = ids
        self.clientAddress = clientAddress
        self.problemResponse = problemResponse
    }

    /// The response that reports a problem to the sender of a request.
    func response(to problem: Problem, of request: Request) -> Response {
        problemResponse?(problem, request)
            ?? problem.response(requestID: request.id, timestamp: request.receivedAt)
    }

    var statistics: ServerStatistics {
        ServerStatistics(
            openConnections: open.load(ordering: .relaxed), liveConnections: live.load(ordering: .relaxed),
            acceptedConnections: accepted.load(ordering: .relaxed),
            refusedConnections: refused.load(ordering: .relaxed), requestsInFlight: inFlight.load(ordering: .relaxed),
            requests: answered.load(ordering: .relaxed))
    }

    // MARK: Connections

    /// Counts a new connection, and returns whether it is within the limit. Connections with live responses do not
    /// count.
    func admitConnection() -> Bool {
        if open.wrappingAdd(1, ordering: .relaxed).newValue - live.load(ordering: .relaxed) > limits.connections {
            open.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        accepted.wrappingAdd(1, ordering: .relaxed)
        return true
    }

    func connectionWasRefused(reason: String) {
        refused.wrappingAdd(1, ordering: .relaxed)
        observer?.connectionRefused(reason: reason)
    }

    func connectionDidClose() {
        let left = open.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, isDraining { resumeDrain() }
    }

    func liveResponseDidBegin() {
        live.wrappingAdd(1, ordering: .relaxed)
    }

    func liveResponseDidEnd() {
        live.wrappingSubtract(1, ordering: .relaxed)
    }

    // MARK: Requests

    /// Counts a new request, and returns whether it is within the limit.
    func admitRequest() -> Bool {
        if inFlight.wrappingAdd(1, ordering: .relaxed).newValue <= limits.requestsInFlight { return true }
        inFlight.wrappingSubtract(1, ordering: .relaxed)
        return false
    }

    func handlerDidReturn() {
        inFlight.wrappingSubtract(1, ordering: .relaxed)
    }

    func requestWasAnswered() {
        answered.wrappingAdd(1, ordering: .relaxed)
    }

    // MARK: Draining

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func startDraining() {
        draining.store(true, ordering: .sequentiallyConsistent)
    }

    /// Waits until there is no connection left, or `resumeDrain` is called.
    func waitUntilEmpty() async {
        await withCheckedContinuation { continuation in
            whenEmpty.withLock { $0 = continuation }
            if open.load(ordering: .sequentiallyConsistent) == 0 { resumeDrain() }
        }
    }

    func resumeDrain() {
        let continuation = whenEmpty.withLock { waiting in
            let continuation = waiting
            waiting = nil
            return continuation
        }
        continuation?.resume()
    }
}
