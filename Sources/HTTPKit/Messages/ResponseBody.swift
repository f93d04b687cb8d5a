/// The body of a response.
package enum ResponseBody: Sendable {
    /// No body.
    case empty
    /// A body that is already here, whole.
    case bytes([UInt8])
    /// A body that is written piece by piece; it is whole when the closure returns, and cut off visibly when it throws.
    case stream(@Sendable (ResponseWriter) async throws -> Void)
    /// No body: the connection leaves HTTP after the head, which is a 101.
    case webSocket(WebSocketUpgrade)

    /// The number of bytes; nil for a stream.
    package var length: Int? {
        switch self {
        case .empty, .webSocket: 0
        case .bytes(let bytes): bytes.count
        case .stream: nil
        }
    }

    /// The whole body: for tests.
    package func collect() async throws -> [UInt8] {
        switch self {
        case .empty, .webSocket: return []
        case .bytes(let bytes): return bytes
        case .stream(let write):
            let sink = CollectingSink()
            try await write(ResponseWriter(sink: sink))
            return sink.bytes
        }
    }
}
