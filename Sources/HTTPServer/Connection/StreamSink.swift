import EventLoop
import HTTPKit

/// Writes a streamed response to its connection. It can be used from any executor.
///
/// `@unchecked Sendable`: its state is accessed on the connection's loop only.
final class StreamSink: ResponseWriter.Sink, @unchecked Sendable {
    private let connection: HTTPConnection
    private let isChunked: Bool
    private var isFinished = false
    /// The number of body bytes so far.
    private(set) var count = 0

    init(connection: HTTPConnection, isChunked: Bool) {
        self.connection = connection
        self.isChunked = isChunked
    }

    func write(_ bytes: [UInt8]) async throws {
        if connection.context.loop.isCurrent { return try await writeOnLoop(bytes) }
        try await withTaskExecutorPreference(connection.context.loop) { try await writeOnLoop(bytes) }
    }

    /// Rejects further chunks, and ends the body if it is complete.
    func finish(isWhole: Bool) {
        isFinished = true
        if isWhole, isChunked { connection.write(ResponseSerializer.writeLastChunk) }
    }

    private func writeOnLoop(_ bytes: [UInt8]) async throws {
        try check()
        count += bytes.count
        connection.write { output in
            if isChunked { ResponseSerializer.writeChunk(bytes, to: &output) } else { output.append(contentsOf: bytes) }
        }
        await connection.waitForRoom()
        try check()
    }

    private func check() throws {
        if isFinished { throw ResponseWriterError.finished }
        if connection.didWriteStall { throw ResponseWriterError.stalled }
        if connection.isBroken { throw ResponseWriterError.disconnected }
        try Task.checkCancellation()
    }
}
