package import Gateway
import Synchronization

/// Captures a gateway's log in memory.
package final class CapturedLog: Sendable {
    private final class Store: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private let store = Store()
    /// The sink for the gateway's configuration.
    package let sink: LogSink

    package init() {
        let store = store
        sink = LogSink { bytes in store.bytes.withLock { $0 += bytes } }
    }

    /// The log so far.
    package var text: String {
        sink.flush()
        return store.bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// The lines that contain a text.
    package func lines(with part: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { $0.contains(part) }
    }
}
