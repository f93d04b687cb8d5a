import EventLoop
import HTTPKit

/// Transfers the bytes of a WebSocket over its connection. It can be used from any executor.
///
/// `@unchecked Sendable`: its state is accessed on the connection's loop only.
final class WebSocketWire: WebSocket.Wire, @unchecked Sendable {
    private let connection: HTTPConnection
    private var didThrowForStop = false
    /// The time at which waiting for the peer's Close ends; zero before the server has sent its own.
    private var closeDeadline: UInt64 = 0
    /// The number of bytes sent so far.
    private(set) var sent = 0

    init(connection: HTTPConnection) {
        self.connection = connection
    }

    func read() async throws -> [UInt8]? {
        if connection.context.loop.isCurrent { return try await readOnLoop() }
        return try await withTaskExecutorPreference(connection.context.loop) { try await readOnLoop() }
    }

    func write(_ bytes: [UInt8]) async throws {
        if connection.context.loop.isCurrent { return try await writeOnLoop(bytes) }
        try await withTaskExecutorPreference(connection.context.loop) { try await writeOnLoop(bytes) }
    }

    func didClose() async {
        if connection.context.loop.isCurrent { return closeOnLoop() }
        await withTaskExecutorPreference(connection.context.loop) { closeOnLoop() }
    }

    /// Sets the deadline, also for a read that is already waiting.
    private func closeOnLoop() {
        closeDeadline = connection.context.loop.now &+ connection.limits.lingerTimeout.nanoseconds
        connection.readDeadline = closeDeadline
    }

    /// Returns buffered input before it reports that the server is shutting down.
    private nonisolated(nonsending) func readOnLoop() async throws -> [UInt8]? {
        if let bytes = connection.takeInput() { return bytes }
        if closeDeadline == 0, try throwOnceIfStopping() { return nil }
        switch await connection.moreInput(until: closeDeadline) {
        case .bytes: return connection.takeInput()
        case .ended: return nil
        case .timedOut:
            if closeDeadline == 0 { _ = try throwOnceIfStopping() }
            return nil
        }
    }

    /// Throws once if the server is shutting down, and returns true from then on.
    private func throwOnceIfStopping() throws -> Bool {
        guard connection.server.isDraining else { return false }
        if didThrowForStop { return true }
        didThrowForStop = true
        throw WebSocketWireError.goingAway
    }

    private nonisolated(nonsending) func writeOnLoop(_ bytes: [UInt8]) async throws {
        try check()
        sent += bytes.count
        connection.write { $0.append(contentsOf: bytes) }
        await connection.waitForRoom()
        try check()
    }

    private func check() throws {
        if connection.didWriteStall { throw ResponseWriterError.stalled }
        if connection.isBroken { throw ResponseWriterError.disconnected }
    }
}

extension HTTPConnection {
    /// Removes and returns all buffered input; nil if there is none.
    fileprivate func takeInput() -> [UInt8]? {
        guard !input.isEmpty else { return nil }
        let bytes = Array(input.bytes[input.consumed...])
        input.consumed += bytes.count
        input.releaseIfEmpty(context)
        return bytes
    }
}
