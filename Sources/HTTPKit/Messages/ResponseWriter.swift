internal import Synchronization

/// Takes the pieces of a streamed body.
package struct ResponseWriter: Sendable {
    /// Where the pieces go: what a server or a test implements.
    package protocol Sink: AnyObject, Sendable {
        /// Takes a piece; returns when there is room for the next one.
        func write(_ bytes: [UInt8]) async throws
    }

    private let sink: any Sink

    /// A writer into a sink.
    package init(sink: any Sink) {
        self.sink = sink
    }

    /// Writes a piece. Returns when there is room for the next one, so a client that reads slowly slows the writer
    /// down.
    /// - Throws: `ResponseWriterError` when the client is gone or does not read.
    package func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await sink.write(bytes)
    }

    /// Writes text in UTF-8.
    package func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }
}

/// Why a piece of a streamed body could not be written.
package enum ResponseWriterError: Error, Sendable, Hashable {
    /// The client went away.
    case disconnected
    /// The client did not read for as long as the server waits.
    case stalled
    /// The response is already over: the writer outlived the closure that it was given to.
    case finished
}

/// Keeps what is written: for tests.
final class CollectingSink: ResponseWriter.Sink {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func write(_ bytes: [UInt8]) async throws {
        collected.withLock { $0.append(contentsOf: bytes) }
    }
}
