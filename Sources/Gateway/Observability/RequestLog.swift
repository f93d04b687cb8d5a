import HTTPKit
import HTTPServer
import HTTPTypes
import Logging
import Primitives

/// Writes one line for each request. Queries, header fields and bodies are never in it, and of the path only the route's pattern, since some
/// addresses hold secrets.
struct RequestLog: Sendable {
    private let level: Logger.Level
    private let format: LogFormat
    private let sink: LogSink
    private let clock: any WallClock

    init(level: Logger.Level, format: LogFormat, sink: LogSink, clock: any WallClock) {
        self.level = level
        self.format = format
        self.sink = sink
        self.clock = clock
    }

    func write(_ request: FinishedRequest) {
        let severity: Logger.Level = request.status.code >= 500 ? .warning : .info
        guard severity >= level else { return }
        let line = LogLine(time: clock.now(), level: severity, message: "request", label: "http")
        sink.write(line.bytes(Self.fields(request), as: format))
    }

    private static func fields(_ request: FinishedRequest) -> [(name: String, value: LogLine.Value)] {
        var fields: [(name: String, value: LogLine.Value)] = [
            ("request_id", .text(request.id)), ("method", .text(request.method.rawValue)), ("route", .text(request.route ?? "-")),
            ("status", .integer(request.status.code)), ("duration_ms", .number(milliseconds(request.duration))),
            ("bytes", .integer(request.responseBytes)), ("principal", .text(request.caller ?? "-")), ("peer", .text(request.peer)),
        ]
        if request.wasCutOff { fields.append(("cut_off", .text("true"))) }
        return fields
    }

    /// Milliseconds to the microsecond.
    private static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.microseconds) / 1_000
    }

    /// Tells of a message that no handler saw.
    func write(_ error: ProtocolError) {
        guard level <= .info else { return }
        let problem = error.error.problem
        let line = LogLine(time: clock.now(), level: .info, message: "request refused", label: "http")
        let fields: [(name: String, value: LogLine.Value)] = [
            ("request_id", .text(error.id)), ("status", .integer(problem.status.code)), ("code", .text(problem.code)),
            ("peer", .text(error.peer)),
        ]
        sink.write(line.bytes(fields, as: format))
    }
}
