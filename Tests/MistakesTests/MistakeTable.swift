import Foundation
import Synchronization

/// `mistakes.md`: the message that each mistake gets. Written by the tests if `TICKET_GATEWAY_TEST_REWRITE` is set.
struct MistakeTable {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "mistakes.md")
    private static let head = """
        # Mistakes of newcomers, and what they read

        Each entry shows what was typed, the HTTP status or the exit status, and the message. The tests compare every
        entry with the real response (`make test FILTER=MistakesTests`). They write this file:
        `TICKET_GATEWAY_TEST_REWRITE=1 make test FILTER=MistakesTests`. Then read the difference as somebody would who
        has never seen the program: does each message say what is wrong, where, and what to do?

        """
    /// The message of an entry that has not been recorded yet. Only its input is compared.
    static let unrecorded = "(not recorded yet)"

    static var isRewriting: Bool { ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_REWRITE"] != nil }

    /// The entries of each area by title.
    private let entries: [String: [String: String]]

    init() throws {
        var entries: [String: [String: String]] = [:]
        let text = FileManager.default.contents(atPath: Self.file.path()).map { String(decoding: $0, as: UTF8.self) }
        for section in (text ?? "").components(separatedBy: "\n## ").dropFirst() {
            let parts = section.components(separatedBy: "\n### ")
            let area = parts[0].trimmingEnd()
            for part in parts.dropFirst() {
                let title = String(part.prefix { $0 != "\n" })
                entries[area, default: [:]][title] = "### \(part.trimmingEnd())"
            }
        }
        self.entries = entries
    }

    /// The entry of a mistake; nil if the file has none.
    func entry(_ title: String, in area: Mistake.Area) -> String? { entries[area.rawValue]?[title] }

    /// The titles of an area.
    func titles(in area: Mistake.Area) -> Set<String> { Set(entries[area.rawValue, default: [:]].keys) }

    /// The text of an entry.
    static func entry(_ mistake: Mistake, _ outcome: Outcome?) -> String {
        let message = outcome.map { "\($0.status)\n\($0.message)" } ?? unrecorded
        let language = if case .request = mistake.input { "http" } else { "sh" }
        return """
            ### \(mistake.title)

            ```\(language)
            \(mistake.typed)
            ```

            ```
            \(message)
            ```
            """
    }

    /// Replaces the entries of an area.
    static func rewrite(_ area: Mistake.Area, _ written: [String]) throws {
        let table = try MistakeTable()
        let sections = Mistake.Area.allCases.compactMap { other -> String? in
            let old = Mistakes.all[other, default: []].compactMap { table.entry($0.title, in: other) }
            let entries = other == area ? written : old
            return entries.isEmpty ? nil : (["## \(other.rawValue)"] + entries).joined(separator: "\n\n")
        }
        try ([head.trimmingEnd()] + sections).joined(separator: "\n\n").appending("\n")
            .write(to: file, atomically: true, encoding: .utf8)
    }
}
