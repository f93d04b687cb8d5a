package import Logging
import Primitives

/// A swift-log handler that writes lines as JSON objects or as human-readable text.
package struct GatewayLogHandler: LogHandler {
    /// The metadata of every line.
    package var metadata: Logger.Metadata = [:]
    /// The least severe level that is written.
    package var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat
    private let sink: LogSink
    private let clock: any WallClock

    init(label: String, level: Logger.Level, format: LogFormat, sink: LogSink, clock: any WallClock = SystemClock()) {
        self.label = label
        logLevel = level
        self.format = format
        self.sink = sink
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(time: clock.now(), level: event.level, message: event.message.description, label: label)
        let fields = all.sorted { $0.key < $1.key }.map {
            (name: $0.key, value: LogLine.Value.text($0.value.description))
        }
        sink.write(line.bytes(fields, as: format), isUrgent: event.level >= .warning)
    }
}
