package import EventLoop
import Glibc
package import HTTPKit
package import Primitives
import Synchronization

/// An HTTP/1.1 server on event loops, with a task for each connection, on the loop that owns its socket.
///
/// Handlers run on the loops too, so they must not block; `BlockingWork` runs blocking code.
package final class HTTPServer: Sendable {
    /// Responds to a request. It can't throw; `Router.respond(to:)` converts errors to problems.
    package typealias RequestHandler = @Sendable (Request) async -> Response

    private let configuration: ServerConfiguration
    private let context: ServerContext
    private let loops: [LoopContext]
    private let listener = Mutex<Listener?>(nil)
    private let nextLoop = Atomic(0)

    /// Creates a server, which is started by `start`.
    /// - Parameters:
    ///   - configuration: The address and limits.
    ///   - group: The event loops for the connections. They are not stopped with the server.
    ///   - observer: Receives events for logs and metrics.
    ///   - clock: The source of `Date` and of the times of requests.
    ///   - ids: The source of request ids; nil for UUIDv7 from a fast generator on each loop.
    ///   - clientAddress: Returns the client's address, given the header fields and the address of the connection's
    ///     peer; nil to use the latter.
    ///   - problemResponse: Returns the response that reports a problem which occurs outside of the handler; nil for a
    ///     problem document.
    ///   - handler: Responds to requests.
    package init(
        configuration: ServerConfiguration, group: EventLoopGroup, observer: (any ServerObserver)? = nil,
        clock: any WallClock = SystemClock(), ids: (any IdentifierSource)? = nil,
        clientAddress: (@Sendable (HeaderFields, String) -> String)? = nil,
        problemResponse: (@Sendable (Problem, Request) -> Response)? = nil, handler: @escaping RequestHandler
    ) {
        self.configuration = configuration
        let context = ServerContext(
            limits: configuration.limits, handler: handler, observer: observer, clock: clock, ids: ids,
            clientAddress: clientAddress, problemResponse: problemResponse)
        self.context = context
        loops = group.loops.map { LoopContext(loop: $0, server: context) }
    }

    /// The current state and counters of the server.
    package var statistics: ServerStatistics { context.statistics }

    // MARK: Start

    /// Binds to the address and releases it immediately, to detect that `start` could not listen there before a long
    /// preparation begins.
    /// - Throws: `SystemError` naming the call that failed.
    package func checkAddress() async throws {
        let (host, port) = (configuration.host, configuration.port)
        guard port != 0 else { return }
        let listener = try await BlockingWork.run {
            try Listener(address: .resolve(host: host, port: port), backlog: 1)
        }
        await listener.close()
    }

    /// Listens and accepts connections.
    /// - Returns: The address that the server is bound to, with the actual port if port 0 was configured.
    /// - Throws: `SystemError` naming the call that failed.
    @discardableResult
    package func start() async throws -> SocketAddress {
        if configuration.raisesDescriptorLimit { DescriptorLimit.raise() }
        let (host, port, backlog) = (configuration.host, configuration.port, configuration.backlog)
        let listener = try await BlockingWork.run {
            try Listener(address: .resolve(host: host, port: port), backlog: backlog)
        }
        self.listener.withLock { $0 = listener }
        listener.start(
            .init(
                accepted: { [self] descriptor, peer in accept(Socket(descriptor: descriptor), peer) },
                refused: { [context] error in context.connectionWasRefused(reason: error.description) }))
        return listener.address
    }

    private func accept(_ socket: Socket, _ peer: SocketAddress) {
        guard context.admitConnection() else { return rejectConnection(socket) }
        let turn = nextLoop.wrappingAdd(1, ordering: .relaxed).oldValue
        let loop = loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
        let address = peer.host
        loop.loop.submit { loop.add(HTTPConnection(socket: socket, peer: address, context: loop)) }
    }

    /// Responds with 503 to a client because there are too many connections, without creating an `HTTPConnection`.
    private func rejectConnection(_ socket: Socket) {
        context.connectionWasRefused(reason: "too many connections")
        let now = context.clock.now()
        var ids = RequestIDGenerator()
        let id = ids.next(at: now)
        let response = Problem.overloaded.response(requestID: id, timestamp: now)
        var bytes: [UInt8] = []
        if case .bytes(let body) = response.body {
            let date = Array("Date: \(HTTPDate.format(seconds: max(0, now.seconds)))\r\n".utf8)
            ResponseSerializer.writeHead(
                response, framing: .length(body.count),
                additions: .init(dateLine: date, requestID: id, connection: "close"), to: &bytes)
            bytes += body
        }
        _ = bytes.withUnsafeBytes { socket.send($0) }
        socket.shutdownWriting()
        socket.close()
    }

    // MARK: Stop

    /// Shuts down gracefully: accepts no more connections, lets idle ones end, finishes the requests in flight (with
    /// `Connection: close` in their responses), and aborts what is left after `time`.
    package func drain(within time: Duration) async {
        context.startDraining()
        let listener = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        await listener?.close()
        for loop in loops { loop.loop.submit { loop.startDraining() } }
        guard let first = loops.first else { return }
        let deadline = first.loop.schedule(after: time) { [context] in context.resumeDrain() }
        await context.waitUntilEmpty()
        deadline.cancel()
        for loop in loops { loop.loop.submit { loop.abortAll() } }
    }
}
