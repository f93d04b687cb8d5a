import EventLoop
import HTTPKit
import Primitives

/// The connections of a server on one loop, and their shared resources.
///
/// `@unchecked Sendable`: everything except the constants is accessed on the loop only.
final class LoopContext: @unchecked Sendable {
    let loop: EventLoop
    let server: ServerContext
    /// The buffer for receiving. Each connection copies its input from it.
    let scratch: UnsafeMutableRawBufferPointer
    /// The time at which streamed responses are cancelled; never, unless the server is draining.
    private(set) var streamDeadline = UInt64.max
    private var connections: [HTTPConnection] = []
    private var spareBuffers: [[UInt8]] = []
    private var ids = RequestIDGenerator()
    private var isSweeping = false
    private var dateSecond: Int64 = .min
    private var dateLine: [UInt8] = []

    /// The maximum number of bytes received by one call.
    private static let scratchBytes = 64 << 10
    /// The maximum number of pooled buffers, and their maximum size in bytes.
    private static let spareBufferCount = 64
    private static let spareBufferBytes = 64 << 10

    init(loop: EventLoop, server: ServerContext) {
        self.loop = loop
        self.server = server
        scratch = .allocate(byteCount: Self.scratchBytes, alignment: 16)
    }

    deinit {
        scratch.deallocate()
    }

    // MARK: Connections

    func add(_ connection: HTTPConnection) {
        connection.index = connections.count
        connections.append(connection)
        scheduleSweep()
        connection.start()
    }

    func remove(_ connection: HTTPConnection) {
        guard let last = connections.popLast() else { return }
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        server.connectionDidClose()
    }

    /// Makes idle connections end soon, and the others after their current request.
    func startDraining() {
        streamDeadline = loop.now &+ server.limits.drainStreamGrace.nanoseconds
        for connection in connections { connection.startDraining() }
    }

    func abortAll() {
        for connection in connections { connection.abort() }
    }

    // MARK: Time

    private func scheduleSweep() {
        guard !isSweeping else { return }
        isSweeping = true
        loop.schedule(after: server.limits.sweepInterval) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        isSweeping = false
        let now = loop.now
        for connection in connections { connection.checkDeadlines(now) }
        if !connections.isEmpty { scheduleSweep() }
    }

    /// The `Date` line for a time, cached for a second (RFC 9110, section 6.6.1).
    func dateLine(at moment: Timestamp) -> [UInt8] {
        let second = moment.seconds
        if second != dateSecond {
            dateSecond = second
            dateLine = Array("Date: \(HTTPDate.format(seconds: max(0, second)))\r\n".utf8)
        }
        return dateLine
    }

    /// A new request id, from the injected source if there is one.
    func newRequestID(at moment: Timestamp) -> String {
        server.ids?.next(Request.self).text ?? ids.next(at: moment)
    }

    // MARK: Buffers

    /// An empty buffer, from the pool if possible.
    func takeBuffer() -> [UInt8] {
        spareBuffers.popLast() ?? []
    }

    /// Returns a buffer to the pool.
    func recycle(_ buffer: consuming [UInt8]) {
        guard buffer.capacity <= Self.spareBufferBytes, buffer.capacity > 0, spareBuffers.count < Self.spareBufferCount
        else { return }
        buffer.removeAll(keepingCapacity: true)
        spareBuffers.append(buffer)
    }
}
