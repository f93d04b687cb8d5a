import Foundation
import TestSupport

/// The table in `docs/api.md` with the responses to callers restricted to channels, for objects in other channels.
struct AuthorizationTable {
    /// The response.
    enum Outcome: Hashable {
        /// Lists and sums without it.
        case omitted
        /// 200, with a 404 for the one operation.
        case notFoundInResult
        /// This status.
        case status(Int)

        fileprivate init?(_ cell: String) {
            switch cell {
            case "omitted": self = .omitted
            case "404 in its result": self = .notFoundInResult
            default:
                guard let status = Int(cell) else { return nil }
                self = .status(status)
            }
        }
    }

    private struct Row {
        var method: String
        var pattern: String
        var isPrefix: Bool
        var outcome: Outcome
    }

    private static let heading = "### Callers that are restricted to channels"
    private var rows: [Row] = []

    init() throws {
        let text = try String(contentsOfFile: Repository.root() + "/docs/api.md", encoding: .utf8)
        let section = text.components(separatedBy: Self.heading).dropFirst().first ?? ""
        for line in section.components(separatedBy: "\n- ")[0].split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 2, let outcome = Outcome(cells[1]) else { continue }
            for match in cells[0].matches(of: /`(\*|[A-Z]+) ([^`…]+)(…?)`/) {
                rows.append(
                    Row(method: String(match.1), pattern: String(match.2), isPrefix: !match.3.isEmpty, outcome: outcome)
                )
            }
        }
    }

    /// The table's row for an operation: the one with the longest pattern counts.
    func outcome(_ method: String, _ pattern: String) -> Outcome? {
        rows.filter { row in
            guard row.method == "*" || row.method == method else { return false }
            return row.isPrefix ? pattern.hasPrefix(row.pattern) : pattern == row.pattern
        }.max { $0.pattern.count < $1.pattern.count }?.outcome
    }

    /// Rows of which none of these operations is one.
    func unused(by operations: [(method: String, pattern: String)]) -> [String] {
        rows.filter { row in
            !operations.contains { operation in
                (row.method == "*" || row.method == operation.method)
                    && (row.isPrefix ? operation.pattern.hasPrefix(row.pattern) : operation.pattern == row.pattern)
            }
        }.map { "\($0.method) \($0.pattern)" }
    }
}
