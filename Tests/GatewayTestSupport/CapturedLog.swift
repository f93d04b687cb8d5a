package import Gateway
import Synchronization

/// Keeps what a gateway logs, for tests to look at.
package final class CapturedLog: Sendable {
    private final class Store: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private let store = Store()
    /// Where the gateway logs to.
    package let sink: LogSink

    /// An empty log.
    package init() {
        let store = store
        sink = LogSink { bytes in store.bytes.withLock { $0 += bytes } }
    }

    /// Everything that was logged so far.
    package var text: String {
        sink.flush()
        return store.bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// The lines that hold a text.
    package func lines(with part: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { $0.contains(part) }
    }
}
