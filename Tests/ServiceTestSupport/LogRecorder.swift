package import Logging
import Synchronization

/// Records log messages.
package final class LogRecorder: Sendable {
    private let kept = Mutex<[String]>([])

    package init() {}

    /// Each line with its metadata, oldest first.
    package var lines: [String] { kept.withLock { $0 } }

    /// A logger that records all levels.
    package var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                separator: " ")
            recorder.kept.withLock { $0.append("\(event.level) \(event.message) \(fields)") }
        }
    }
}
