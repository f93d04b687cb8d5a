import Foundation
import Testing
import TrackerGitHub
import TrackerGitLab
import TrackerGlitchTip
import TrackerKit
import TrackerTrello

@testable import TrackerLocal

/// Holds the table of `docs/adapters.md` to what the adapters declare.
@Suite struct AdapterMatrixTests {
    /// What each column of the table is to hold.
    private static let declared: [String: Set<Capability>] = [
        "local": LocalTracker.allCapabilities, "github": GitHubDriver().capabilities, "glitchtip": GlitchTipDriver().capabilities,
        "sentry": GlitchTipDriver.sentry.capabilities, "trello": TrelloDriver().capabilities,
        "gitlab": GitLabDriver().capabilities,
    ]

    @Test func `the table has a column for each tracker and a row for each capability`() throws {
        let table = try Self.table()
        #expect(table.columns.sorted() == Self.declared.keys.sorted())
        #expect(table.rows.map(\.capability).sorted() == Capability.allCases.map(\.rawValue).sorted())
    }

    @Test func `each cell says what the adapter declares`() throws {
        let table = try Self.table()
        for row in table.rows {
            let capability = try #require(Capability(rawValue: row.capability))
            for (column, cell) in zip(table.columns, row.cells) {
                let isDeclared = Self.declared[column]?.contains(capability) ?? false
                #expect(cell == (isDeclared ? "yes" : "–"), "\(row.capability) of \(column)")
            }
        }
    }

    private struct Table {
        var columns: [String] = []
        var rows: [(capability: String, cells: [String])] = []
    }

    /// The first table of the page: capability, what it is, a column for each tracker.
    private static func table() throws -> Table {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: package.appendingPathComponent("docs/adapters.md"), encoding: .utf8)
        var table = Table()
        for line in text.split(separator: "\n") where line.hasPrefix("|") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.first == "capability" {
                table.columns = Array(cells.dropFirst(2))
            } else if let name = cells.first, name.hasPrefix("`"), cells.count == table.columns.count + 2 {
                table.rows.append((String(name.dropFirst().dropLast()), Array(cells.dropFirst(2))))
            }
        }
        return table
    }
}
