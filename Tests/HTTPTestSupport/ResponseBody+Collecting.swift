package import HTTPKit
import Synchronization

extension ResponseBody {
    /// The whole body; a stream is run to its end.
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

/// A sink that collects everything written to it.
private final class CollectingSink: ResponseWriter.Sink {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func write(_ bytes: [UInt8]) async throws {
        collected.withLock { $0.append(contentsOf: bytes) }
    }
}
