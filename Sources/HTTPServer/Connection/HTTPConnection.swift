import EventLoop
import HTTPKit
import Synchronization

/// A connection: a task that reads a request, calls the handler, sends the response, and repeats.
///
/// `@unchecked Sendable`: all of its state is accessed on its loop's thread only. The task prefers the loop as
/// executor, so everything that it calls here runs there, as do the loop's events and timers. Code that handlers call
/// from elsewhere (`ConnectionBodySource`, `StreamSink`, `WebSocketWire`) switches to the loop first.
final class HTTPConnection: @unchecked Sendable {
    let socket: Socket
    let peer: String
    let context: LoopContext
    /// The index in the list of ``LoopContext``.
    var index = 0

    // Input, see HTTPConnection+Input.swift.
    var parser: RequestParser
    var input = ByteQueue()
    var reader: UnsafeContinuation<Void, Never>?
    /// The time at which waiting for input ends; zero for never.
    var readDeadline: UInt64 = 0
    var didReadTimeOut = false
    var mayRead = false
    /// The peer has stopped sending. There may still be unread input.
    var didPeerShutDown = false
    /// All input has been read to the end of the stream.
    var didInputEnd = false

    // Output, see HTTPConnection+Output.swift.
    var output = ByteQueue()
    var writer: UnsafeContinuation<Void, Never>?
    /// The time at which waiting for the peer to read ends; zero for never.
    var writeDeadline: UInt64 = 0
    var mayWrite = true
    var isFlushScheduled = false
    /// Nothing can be read or written any more.
    var isBroken = false
    var didWriteStall = false

    // The current request, see HTTPConnection+Serving.swift.
    var body = BodyState()
    var isWaitingForRequest = false
    /// Whether a streamed response is being written. If so, the task is cancelled when the client disconnects.
    var isStreaming = false
    /// Whether a live response is being written. If so, it ends as soon as the client stops sending.
    var isLive = false
    /// Whether the connection has switched to WebSocket. If so, its reader is notified when the server shuts down.
    var isUpgraded = false
    var requests = 0

    private var watch: Watch?
    private var task: Task<Void, Never>?
    private let openedAt = MonotonicClock.now()

    init(socket: Socket, peer: String, context: LoopContext) {
        self.socket = socket
        self.peer = peer
        self.context = context
        parser = RequestParser(limits: context.server.limits.message)
    }

    var server: ServerContext { context.server }
    var limits: ServerLimits { context.server.limits }

    // MARK: Lifecycle

    /// Watches the socket, and starts the task.
    func start() {
        socket.disableNagle()
        server.observer?.connectionOpened(peer: peer)
        do {
            watch = try context.loop.watch(socket.descriptor, for: [.read, .write, .edge]) { [unowned self] in ready($0)
            }
        } catch {
            isBroken = true
        }
        task = Task(executorPreference: context.loop) { [self] in await run() }
    }

    private nonisolated(nonsending) func run() async {
        while await serveNext() {}
        await finish()
        close()
    }

    private func close() {
        watch?.cancel()
        watch = nil
        socket.close()
        task = nil
        input.clear()
        output.clear()
        server.observer?.connectionClosed(
            ClosedConnection(
                peer: peer, requests: requests, duration: .nanoseconds(Int64(MonotonicClock.now() - openedAt))))
        context.remove(self)
    }

    // MARK: Events

    /// Handles an edge-triggered event of the socket.
    private func ready(_ readiness: Readiness) {
        if readiness.contains(.readHangUp) { didPeerShutDown = true }
        if readiness.contains(.read) {
            mayRead = true
            resumeReader()
        }
        if readiness.contains(.write) {
            mayWrite = true
            if !output.isEmpty { flush() }
        }
        if isStreaming, readiness.contains(.hangUp) { task?.cancel() }
        endLiveResponseIfAbandoned()
    }

    /// Ends waits whose deadline has passed.
    func checkDeadlines(_ now: UInt64) {
        if readDeadline != 0, now >= readDeadline {
            stopWaitingForInput()
        }
        if writeDeadline != 0, now >= writeDeadline {
            didWriteStall = true
            abort()
        }
        if isStreaming, now >= context.streamDeadline { task?.cancel() }
    }

    /// Aborts the connection: waiting reads and writes find it broken, and the handler's task is cancelled.
    func abort() {
        markBroken()
        task?.cancel()
    }

    /// Ends a live response if the client has stopped sending, because it will not read either. A WebSocket's reader
    /// detects this itself.
    func endLiveResponseIfAbandoned() {
        if isLive, !isUpgraded, didPeerShutDown { task?.cancel() }
    }

    /// Makes the connection end: soon if it is idle, otherwise after the current request.
    func startDraining() {
        if isUpgraded { return stopWaitingForInput() }
        guard isWaitingForRequest, parser.isBetweenRequests else { return }
        let grace = context.loop.now &+ limits.drainIdleGrace.nanoseconds
        readDeadline = readDeadline == 0 ? grace : min(readDeadline, grace)
    }

    func stopWaitingForInput() {
        readDeadline = 0
        didReadTimeOut = true
        resumeReader()
    }

    func resumeReader() {
        guard let waiting = reader else { return }
        reader = nil
        waiting.resume()
    }

    func resumeWriter() {
        guard let waiting = writer else { return }
        writer = nil
        waiting.resume()
    }
}
