import GatewayTestSupport
import Primitives

/// A response or the end of a command, with the message that a person sees.
struct Outcome: Sendable {
    /// The HTTP status or the exit status.
    let status: Int
    let message: String

    init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    /// Header fields that are part of the message.
    private static let telling = ["Allow", "WWW-Authenticate", "Retry-After", "Location"]

    /// The code, detail and errors of a problem document, and the header fields that explain it.
    init(_ response: TestResponse) {
        let json = response.json
        var lines: [String] = []
        if let code = response.code {
            lines.append("\(code): \(json["detail"]?.stringValue ?? json["title"]?.stringValue ?? "")")
        } else {
            lines.append(response.text)
        }
        for error in json["errors"]?.arrayValue ?? [] {
            let pointer = error["pointer"]?.stringValue ?? ""
            lines.append("  \(pointer.isEmpty ? "(body)" : pointer): \(error["detail"]?.stringValue ?? "")")
        }
        if let downstream = json["downstream"] { lines.append("  downstream: \(downstream.text)") }
        for name in Self.telling {
            if let value = response.header(name) { lines.append("  \(name): \(value)") }
        }
        self.init(status: response.status, message: lines.joined(separator: "\n"))
    }
}

extension Outcome {
    /// Replaces what differs from run to run: identifiers, times, and the given texts, such as addresses.
    func normalised(_ replacements: [(String, String)]) -> Outcome {
        var text = message
        for (found, replacement) in replacements where !found.isEmpty {
            text = text.replacing(found, with: replacement)
        }
        text = text.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "00000000-0000-0000-0000-000000000000")
        text = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "2026-01-31T09:30:00Z")
        // Every migration changes it.
        text = text.replacing(/\d+ migrations \(\S+ to \S+\)/, with: "9 migrations (0001_first to 0009_last)")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingEnd() }
        return Outcome(status: status, message: lines.joined(separator: "\n").trimmingEnd())
    }
}

extension StringProtocol {
    /// Without blanks and line feeds at the end.
    func trimmingEnd() -> String {
        var text = String(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
