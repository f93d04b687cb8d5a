import Foundation
import Testing

@testable import CommandLineClient

/// The table of exit statuses in docs/cli.md.
struct ExitStatusDocumentTests {
    private static func rows() throws -> [(status: Int32, meaning: String)] {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/cli.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "## Exit status").last)
        return section.matches(of: /(?m)^\| (\d+) \| (.+) \|$/).compactMap { match in
            Int32(match.1).map { ($0, String(match.2)) }
        }
    }

    @Test func `the page has every exit status once`() throws {
        #expect(try Self.rows().map(\.status) == ExitStatus.allCases.map(\.rawValue))
    }

    @Test func `the HTTP statuses of a row end with its exit status`() throws {
        for (status, meaning) in try Self.rows() where status != ExitStatus.unavailable.rawValue {
            for code in meaning.matches(of: /\b[45]\d\d\b/).compactMap({ Int($0.0) }) {
                let actual = ExitStatus(status: code, isDownstream: false, mayTryLater: code == 503)
                #expect(actual.rawValue == status, "HTTP \(code) in the row of \(status)")
            }
        }
    }

    @Test func `an unavailable database is temporary, and a gateway that does not respond is not`() throws {
        let rows = Dictionary(uniqueKeysWithValues: try Self.rows())
        let temporary = ExitStatus(status: 503, isDownstream: false, mayTryLater: true)
        #expect(rows[temporary.rawValue]?.contains("the database is unavailable") == true)
        let unreachable = ExitStatus(status: 503, isDownstream: false, mayTryLater: false)
        #expect(rows[unreachable.rawValue]?.contains("unreachable") == true)
    }
}
