import Logging
import Primitives

struct LogLine {
    enum Value {
        case text(String)
        case integer(Int)
        case number(Double)
    }

    var time: Timestamp
    var level: Logger.Level
    var message: String
    var label: String

    /// The formatted line, without a line feed. Control characters, which could end the line or control a terminal, are
    /// escaped or replaced.
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

    /// The text with control characters replaced by blanks. If `quoting` is set, text that contains blanks or quotes is
    /// quoted.
    private static func printable(_ text: String, quoting: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\"") }
        if isPlain, !text.isEmpty { return text }
        let safe = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        return quoting ? "\"\(safe.replacing("\"", with: "'"))\"" : safe
    }
}
