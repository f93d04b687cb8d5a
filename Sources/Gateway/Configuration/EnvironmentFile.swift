import Foundation
import Primitives

/// A `.env` file: `NAME=value` lines, comment lines that start with `#`, and empty lines.
///
/// Stricter than most parsers: an unreadable line is an error rather than skipped, because skipping it would silently
/// ignore a setting. One pair of quotes around a value is removed, as in Docker Compose.
struct EnvironmentFile: Redacted {
    /// If a name occurs repeatedly, the last value is used.
    private(set) var variables: [String: String] = [:]
    /// The lines that are neither an assignment nor a comment.
    private(set) var problems: [ConfigurationProblem] = []

    /// A missing file is treated as empty; an unreadable one is a problem.
    init(path: String) {
        guard FileManager.default.fileExists(atPath: path) else {
            self.init(text: "", named: path)
            return
        }
        let bytes = FileManager.default.contents(atPath: path)
        if let text = bytes.flatMap({ String(bytes: $0, encoding: .utf8) }) {
            self.init(text: text, named: path)
        } else {
            self.init(text: "", named: path)
            problems.append(ConfigurationProblem(path, "expected a readable file in UTF-8"))
        }
    }

    init(text: String, named name: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let (variable, value) = Self.assignment(line) else {
                let expected = line.hasPrefix("export ") ? ", without export" : ", or # and a comment"
                problems.append(ConfigurationProblem("\(name) line \(index + 1)", "expected NAME=value\(expected)"))
                continue
            }
            variables[variable] = value
        }
    }

    private static func assignment(_ line: String) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let name = line[..<equals].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, name.utf8.allSatisfy(isNameByte), !isDigit(name.utf8.first) else { return nil }
        return (name, unquoted(line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)))
    }

    private static func unquoted(_ value: String) -> String {
        guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote else {
            return value
        }
        return String(value.dropFirst().dropLast())
    }

    /// POSIX.1-2017, 8.1: names consist of letters, digits and underscores, and do not start with a digit.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }
}
