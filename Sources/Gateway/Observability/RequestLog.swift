import HTTPKit
import HTTPServer
import HTTPTypes
import Logging
import Primitives

/// Writes one log line per request. Never contains queries, header fields or bodies, and only the route pattern instead
/// of the path, since some paths contain secrets.
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
        let time = clock.now()
        sink.write(
            format == .json
                ? Self.json(request, level: severity, time: time) : Self.text(request, level: severity, time: time))
    }

    /// The same format as `LogLine`, but without creating its fields first, because this runs for every request.
    private static func json(_ request: FinishedRequest, level: Logger.Level, time: Timestamp) -> [UInt8] {
        var writer = JSONWriter(capacity: 384)
        writer.beginObject()
        writer.key("time")
        writer.timestamp(time)
        writer.key("level")
        writer.string(level.rawValue)
        writer.key("message")
        writer.raw("\"request\"")
        writer.key("logger")
        writer.raw("\"http\"")
        write(request, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ request: FinishedRequest, to writer: inout JSONWriter) {
        writer.key("request_id")
        writer.string(request.id)
        writer.key("method")
        writer.string(request.method.rawValue)
        writer.key("route")
        writer.string(request.route ?? "-")
        writer.key("status")
        writer.integer(request.status.code)
        writer.key("duration_ms")
        writer.number(milliseconds(request.duration))
        writer.key("bytes")
        writer.integer(request.responseBytes)
        writer.key("principal")
        writer.string(request.caller ?? "-")
        writer.key("peer")
        writer.string(request.peer)
        if request.wasCutOff {
            writer.key("cut_off")
            writer.bool(true)
        }
    }

    /// Needs no escaping: ids, methods, routes, callers and addresses contain no special characters.
    private static func text(_ request: FinishedRequest, level: Logger.Level, time: Timestamp) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        func add(_ name: StaticString, _ value: String) {
            line.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            line.append(contentsOf: value.utf8)
        }
        add("", time.rfc3339)
        add(level == .info ? " INFO request" : " WARNING request", "")
        add(" request_id=", request.id)
        add(" method=", request.method.rawValue)
        add(" route=", request.route ?? "-")
        add(" status=", String(request.status.code))
        add(" duration_ms=", String(milliseconds(request.duration)))
        add(" bytes=", String(request.responseBytes))
        add(" principal=", request.caller ?? "-")
        add(" peer=", request.peer)
        if request.wasCutOff { add(" cut_off=true", "") }
        return line
    }

    /// With microsecond precision.
    private static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.microseconds) / 1_000
    }

    /// Logs a message that was refused before it reached a handler.
    func write(_ error: ProtocolError) {
        guard level <= .info else { return }
        let problem = error.error.problem
        let line = LogLine(time: clock.now(), level: .info, message: "request refused", label: "http")
        let fields: [(name: String, value: LogLine.Value)] = [
            ("request_id", .text(error.id)), ("status", .integer(problem.status.code)),
            ("code", .text(problem.code.rawValue)),
            ("peer", .text(error.peer)),
        ]
        sink.write(line.bytes(fields, as: format))
    }
}
