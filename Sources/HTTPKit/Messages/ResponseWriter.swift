/// A writer for the chunks of a streamed body.
package struct ResponseWriter: Sendable {
    /// A destination for chunks, implemented by a server or a test.
    package protocol Sink: AnyObject, Sendable {
        /// Writes a chunk, and returns when there is room for the next one.
        func write(_ bytes: [UInt8]) async throws
    }

    private let sink: any Sink

    package init(sink: any Sink) {
        self.sink = sink
    }

    /// Writes a chunk, and returns when there is room for the next one, so a client that reads slowly slows down the
    /// writer (backpressure).
    /// - Throws: `ResponseWriterError` if the client disconnected or stopped reading.
    package func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await sink.write(bytes)
    }

    /// Writes text in UTF-8.
    package func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }
}

/// An error while writing a streamed body.
package enum ResponseWriterError: Error, Sendable, Hashable {
    /// The client disconnected.
    case disconnected
    /// The client did not read within the server's timeout.
    case stalled
    /// The response has already ended: the writer was used after its closure returned.
    case finished
}
