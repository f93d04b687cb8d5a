import EventLoop
import HTTPKit
import Synchronization

/// One connection: a task that reads a request, has it answered, writes the response, and so on.
///
/// `@unchecked Sendable`: all of its state is touched on its loop's thread only. Its task prefers the loop as executor,
/// so everything that the task calls here runs there, as do the loop's events and timers; what a handler calls from
/// elsewhere (`ConnectionBodySource`, `StreamSink`) goes to the loop first.
final class HTTPConnection: @unchecked Sendable {
    let socket: Socket
    let peer: String
    let context: LoopContext
    /// The place in the context's list.
    var index = 0

    // Input, see Connection+Input.
    var parser: RequestParser
    var input = ByteQueue()
    var reader: UnsafeContinuation<Void, Never>?
    /// When waiting for input ends; zero for never.
    var readDeadline: UInt64 = 0
    var didReadTimeOut = false
    var mayRead = false
    /// The peer has said that it will send no more (it may not all be read yet).
    var didPeerShutDown = false
    /// Everything that the peer sent has been read.
    var didInputEnd = false

    // Output, see Connection+Output.
    var output = ByteQueue()
    var writer: UnsafeContinuation<Void, Never>?
    /// When waiting for the peer to read ends; zero for never.
    var writeDeadline: UInt64 = 0
    var mayWrite = true
    var isFlushScheduled = false
    /// Nothing more can be written or read.
    var isBroken = false
    var didWriteStall = false

    // The current request, see Connection+Serving.
    var body = BodyState()
    var isWaitingForRequest = false
    /// Whether a streamed response is being written: then the task is cancelled when the client goes away.
    var isStreaming = false
    /// Whether what is being written goes on for as long as the client stays: then it ends as soon as the client stops
    /// sending.
    var isLive = false
    /// Whether the connection has left HTTP: then its reader is told when the server stops.
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

    // MARK: Life

    /// Watches the socket and starts the task.
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

    /// What the socket is ready for (edge-triggered).
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

    /// Ends what has waited too long.
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

    /// Gives the connection up: what waits for the socket goes on and finds it broken, and the handler's task is
    /// cancelled.
    func abort() {
        markBroken()
        task?.cancel()
    }

    /// Ends a live response whose client has stopped sending: it will not read either. A WebSocket's reader sees the
    /// end by itself.
    func endLiveResponseIfAbandoned() {
        if isLive, !isUpgraded, didPeerShutDown { task?.cancel() }
    }

    /// Lets the connection end: soon if it is idle, else after its current request.
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
