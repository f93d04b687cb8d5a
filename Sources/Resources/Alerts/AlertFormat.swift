import Documents
package import HTTPKit
import HTTPTypes

/// The format of a response of the Alerts API: JSON, indented if `Accept` asks for it.
package struct AlertFormat: Sendable, Hashable {
    /// The number of spaces per level; 0 for compact JSON.
    package var indent = 0

    /// The maximum of ``indent``.
    private static let maximumIndent = 8

    package static let compact = AlertFormat()

    /// The format that a request accepts; nil if it does not accept JSON. As in Django REST framework, the most
    /// specific media range counts, and weights (`q`) are ignored.
    package init?(_ request: Request) {
        let accepted = request.headers[.accept] ?? ""
        guard !accepted.allSatisfy(\.isWhitespace) else { return }
        let ranges = accepted.split(separator: ",").compactMap(MediaRange.init(_:)).filter(\.includesJSON)
        guard let best = ranges.max(by: { $0.precision < $1.precision }) else { return nil }
        indent = min(max(best.indent ?? 0, 0), Self.maximumIndent)
    }

    private init() {}

    /// The format that a request accepts.
    /// - Throws: `AlertRefusal.notAcceptable` if it does not accept JSON.
    static func required(by request: Request) throws -> AlertFormat {
        guard let format = AlertFormat(request) else { throw AlertRefusal.notAcceptable }
        return format
    }
}

/// A media range of `Accept` (RFC 9110, section 12.5.1).
private struct MediaRange {
    let type: String
    let parameters: [(name: String, value: String)]

    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { !$0.isWhitespace && $0 != "\"" } }
        guard let type = parts.first?.lowercased() else { return nil }
        self.type = type
        parameters = parts.dropFirst().map { part in
            let pair = part.split(separator: "=", maxSplits: 1)
            return (pair.first?.lowercased() ?? "", pair.count > 1 ? String(pair[1]) : "")
        }
    }

    var includesJSON: Bool { ["*/*", "application/*", "application/json"].contains(type) }

    /// Rises with how much the range specifies.
    var precision: Int {
        switch type {
        case "*/*": 0
        case "application/*": 1
        default: parameters.contains { $0.name != "q" } ? 3 : 2
        }
    }

    /// Only a complete media type has parameters of its own.
    var indent: Int? {
        guard type == "application/json" else { return nil }
        return parameters.first { $0.name == "indent" }.flatMap { Int($0.value) }
    }
}
