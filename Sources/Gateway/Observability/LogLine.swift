import Logging
import Primitives

/// One line of the log.
struct LogLine {
    /// A field's value.
    enum Value {
        case text(String)
        case integer(Int)
        case number(Double)
    }

    var time: Timestamp
    var level: Logger.Level
    var message: String
    var label: String

    /// The line in a format, without its end. What could end a line or command a terminal is escaped.
    func bytes(_ fields: [(name: String, value: Value)], as format: LogFormat) -> [UInt8] {
        switch format {
        case .json: json(fields)
        case .text: text(fields)
        }
    }

    private func json(_ fields: [(name: String, value: Value)]) -> [UInt8] {
        var writer = JSONWriter(capacity: 384)
        writer.beginObject()
        writer.key("time")
        writer.timestamp(time)
        writer.key("level")
        writer.string(level.rawValue)
        writer.key("message")
        writer.string(message)
        writer.key("logger")
        writer.string(label)
        for field in fields {
            writer.key(escaping: field.name)
            switch field.value {
            case .text(let value): writer.string(value)
            case .integer(let value): writer.integer(value)
            case .number(let value): writer.number(value)
            }
        }
        writer.endObject()
        return writer.bytes
    }

    private func text(_ fields: [(name: String, value: Value)]) -> [UInt8] {
        var line = "\(time.rfc3339) \(level.rawValue.uppercased()) \(Self.printable(message))"
        for field in fields {
            switch field.value {
            case .text(let value): line += " \(field.name)=\(Self.printable(value, quoting: true))"
            case .integer(let value): line += " \(field.name)=\(value)"
            case .number(let value): line += " \(field.name)=\(value)"
            }
        }
        return Array(line.utf8)
    }

    /// The text without control characters; in quotes when it has blanks and stands after an equals sign.
    private static func printable(_ text: String, quoting: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\"") }
        if isPlain, !text.isEmpty { return text }
        let safe = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        return quoting ? "\"\(safe.replacing("\"", with: "'"))\"" : safe
    }
}
