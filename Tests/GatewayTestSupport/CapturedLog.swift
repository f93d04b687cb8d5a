public import Gateway
import Synchronization

/// Keeps what a gateway logs, for tests to look at.
public final class CapturedLog: Sendable {
    private final class Store: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private let store = Store()
    /// Where the gateway logs to.
    public let sink: LogSink

    /// An empty log.
    public init() {
        let store = store
        sink = LogSink { bytes in store.bytes.withLock { $0 += bytes } }
    }

    /// Everything that was logged so far.
    public var text: String {
        sink.flush()
        return store.bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// The lines that hold a text.
    public func lines(with part: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { $0.contains(part) }
    }
}
