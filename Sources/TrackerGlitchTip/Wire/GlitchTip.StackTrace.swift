import Primitives
import TrackerKit

extension GlitchTip {
    /// An exception of an event, with its stack trace ([exception
    /// interface](https://develop.sentry.dev/sdk/data-model/event-payloads/exception/)).
    struct Exception: Sendable, Hashable {
        /// The class.
        var type: String?
        /// The message.
        var value: String?
        /// The calls, innermost last.
        var frames: [Frame]

        /// The exceptions of an entry, in the order in which they were thrown.
        static func all(in data: JSON?) -> [Exception] {
            (data?["values"]?.arrayValue ?? []).filter { $0.objectValue != nil }.map(Exception.init)
        }

        private init(_ json: JSON) {
            type = json["type"]?.stringValue
            value = json["value"]?.stringValue
            frames = (json["stacktrace"]?["frames"]?.arrayValue ?? []).filter { $0.objectValue != nil }.map(Frame.init)
        }
    }

    /// One call of a stack trace ([stack trace
    /// interface](https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/)).
    struct Frame: Sendable, Hashable {
        var function: String?
        /// The module or package of the function.
        var module: String?
        /// The file, usually as a relative path.
        var filename: String?
        /// The file's absolute path.
        var path: String?
        var line: Int64?
        var column: Int64?
        /// Whether the function belongs to the application rather than to a library.
        var isInApp: Bool
        /// The line of code.
        var code: String?

        init(_ json: JSON) {
            function = json["function"]?.stringValue
            module = json["module"]?.stringValue
            filename = json["filename"]?.stringValue
            path = (json["absPath"] ?? json["abs_path"])?.stringValue
            line = (json["lineNo"] ?? json["lineno"])?.integerValue
            column = (json["colNo"] ?? json["colno"])?.integerValue
            isInApp = (json["inApp"] ?? json["in_app"])?.boolValue ?? false
            code = json["context_line"]?.stringValue ?? Self.line(line, of: json["context"])
        }

        /// The line with this number in the context, which the API returns as pairs of number and code.
        private static func line(_ number: Int64?, of context: JSON?) -> String? {
            context?.arrayValue?.first { $0[0]?.integerValue == number && number != nil }?[1]?.stringValue
        }

        /// One line of text: `boom (p1.py:10)`.
        var summary: String {
            let location = [
                (filename ?? module ?? path).map { PersonalData.withoutQuery($0) }, line.map { String($0) },
            ]
            .compactMap { $0 }.joined(
                separator: ":")
            return location.isEmpty ? function ?? "?" : "\(function ?? "?") (\(location))"
        }
    }
}

extension GlitchTip.Exception {
    /// Converts to the gateway's model, with the innermost call first.
    var shown: OccurrenceException {
        OccurrenceException(
            type: GlitchTip.Event.bounded(type),
            value: GlitchTip.Event.bounded(value, GlitchTip.Event.maximumOccurrenceMessage),
            frames: frames.suffix(GlitchTip.Event.maximumOccurrenceFrames).reversed().map(\.shown))
    }
}

extension GlitchTip.Frame {
    fileprivate var shown: OccurrenceFrame {
        var frame = OccurrenceFrame(function: GlitchTip.Event.bounded(function), isInApp: isInApp)
        frame.module = GlitchTip.Event.bounded(module)
        frame.file = GlitchTip.Event.bounded(filename ?? path)
        frame.line = line
        frame.column = column
        frame.code = GlitchTip.Event.bounded(code)
        return frame
    }
}
