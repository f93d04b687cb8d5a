import Connections
import Foundation
import HTTPKit
import Postgres
import Primitives
import PrimitivesTestSupport
import ServiceKit
import TestSupport
import Testing
import TrackerGitHub
import TrackerGitLab
import TrackerGlitchTip
import TrackerKit
import TrackerTestSupport
import TrackerTrello
import Trackers

@testable import TrackerLocal

/// Compares the table in `docs/adapters.md` with the adapters' declarations.
@Suite struct AdapterMatrixTests {
    /// The expected contents of each column of the table.
    private static let declared: [String: Set<Capability>] = [
        "local": LocalTracker.allCapabilities, "github": GitHubDriver().capabilities,
        "glitchtip": GlitchTipDriver().capabilities,
        "sentry": GlitchTipDriver.sentry.capabilities, "trello": TrelloDriver().capabilities,
        "gitlab": GitLabDriver().capabilities,
    ]

    @Test func `the table has a column for each tracker and a row for each capability`() throws {
        let table = try Self.table()
        #expect(table.columns.sorted() == Self.declared.keys.sorted())
        #expect(table.rows.map(\.capability).sorted() == Capability.allCases.map(\.rawValue).sorted())
    }

    @Test func `each cell matches what the adapter declares`() throws {
        let table = try Self.table()
        for row in table.rows {
            let capability = try #require(Capability(rawValue: row.capability))
            for (column, cell) in zip(table.columns, row.cells) {
                let isDeclared = Self.declared[column]?.contains(capability) ?? false
                #expect(cell == (isDeclared ? "yes" : "–"), "\(row.capability) of \(column)")
            }
        }
    }

    private static let ignoresCase: [String: Bool] = [
        "github": GitHubDriver().labelNamesIgnoreCase, "gitlab": GitLabDriver().labelNamesIgnoreCase,
        "glitchtip": GlitchTipDriver().labelNamesIgnoreCase, "sentry": GlitchTipDriver.sentry.labelNamesIgnoreCase,
        "trello": TrelloDriver().labelNamesIgnoreCase,
    ]

    @Test func `the database compares label names as the adapters declare`() async throws {
        try await TestDatabase.withDatabase { database in
            let local = LocalDriver(database: database, identifiers: UUIDv7Source()).labelNamesIgnoreCase
            for (kind, ignores) in Self.ignoresCase.merging(["local": local], uniquingKeysWith: { first, _ in first }) {
                let inSQL = try await database.run("SELECT label_ignores_case(\(kind))")[0].decode(0, as: Bool.self)
                #expect(inSQL == ignores, "\(kind)")
            }
        }
    }

    private static let rules: [String: TextRules] = [
        "local": TextRules.standard, "github": GitHubDriver().textRules, "glitchtip": GlitchTipDriver().textRules,
        "sentry": GlitchTipDriver.sentry.textRules, "trello": TrelloDriver().textRules,
        "gitlab": GitLabDriver().textRules,
    ]

    @Test func `no adapter stores longer texts than templates may carry`() {
        for (kind, rules) in Self.rules {
            #expect(max(rules.body, rules.comment) <= TextRules.longestMirroredText, "\(kind)")
        }
        #expect(Self.rules.values.contains { $0.body == TextRules.longestMirroredText })
    }

    @Test func `the table of limits matches the adapters`() throws {
        let lines = try Self.page().split(separator: "\n").map {
            $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let start = try #require(lines.firstIndex { $0.first == "limit" })
        #expect(lines[start].dropFirst().sorted() == Self.rules.keys.sorted())
        let rows = lines[(start + 2)...].prefix { $0.count == lines[start].count }
        #expect(rows.count == 7)
        for row in rows {
            for (column, cell) in zip(lines[start], row).dropFirst() {
                #expect(cell == Self.cell(row[0], try #require(Self.rules[column])), "\(row[0]) of \(column)")
            }
        }
    }

    @Test func `the page lists the active URLs of each tracker`() throws {
        let page = try Self.page()
        let syntaxes = [
            GitHubDriver().textRules(baseURL: nil, page: nil).activeInTexts,
            GitLabDriver().textRules(baseURL: nil, page: nil).activeInTexts,
        ]
        #expect(syntaxes.map(\.hosts) == [["github.com"], ["gitlab.com"]])
        for word in syntaxes.flatMap(\.pageWords) { #expect(page.contains("`/\(word)/`"), "\(word)") }
    }

    @Test(
        arguments: [
            (GitHubDriver(), TrackerCredentials.token("t")), (GitLabDriver(), .token("t")),
            (GlitchTipDriver(), .token("t")),
            (TrelloDriver(), TrackerCredentials(kind: "key_and_token", ["key": "k", "token": "t"])),
        ] as [(any TrackerDriver, TrackerCredentials)])
    func `an adapter's requests carry the sharing that its caller asked for`(
        _ driver: any TrackerDriver, _ credentials: TrackerCredentials
    ) async throws {
        let transport = ScriptedTransport { _, _ in throw TransportError(.connect) }
        let tracker = try driver.makeTracker(
            TrackerContext(
                connectionID: "test", baseURL: driver.declaration.defaultBaseURL ?? "https://tracker.example",
                credentials: credentials, transport: transport, clock: ManualClock()))
        for tracker in [tracker, tracker.sharingReads(.onlyWithLater)] {
            await #expect(throws: TrackerError.self) { try await tracker.verify() }
        }
        #expect(transport.requests.map(\.sharing) == [.withEarlier, .onlyWithLater])
    }

    /// The rows of the table of credentials and settings, as the drivers declare them.
    private static let declaredFields: [String] = BuiltInTrackers.declarations.flatMap { tracker in
        let credentials = tracker.credentials.flatMap { kind in
            kind.fields.isEmpty
                ? ["| \(tracker.kind.rawValue) | `\(kind.name)` | – | – | – | – | – |"]
                : kind.fields.map { row(of: tracker, "`\(kind.name)`", $0) }
        }
        return credentials + tracker.connectionSettings.map { row(of: tracker, "connection `settings`", $0) }
            + tracker.channelSettings.map { row(of: tracker, "channel `settings`", $0) }
    }

    private static func row(of tracker: TrackerDeclaration, _ part: String, _ field: SettingField) -> String {
        "| \(tracker.kind.rawValue) | \(part) | `\(field.name)` | \(field.isRequired ? "yes" : "–") | "
            + "\(field.isSecret ? "yes" : "–") | \(field.format.expected) | \(field.help) |"
    }

    @Test func `the table of credentials and settings says what the drivers declare`() throws {
        let lines = try Self.page().split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("| tracker | credentials or settings |") })
        let rows = Array(lines[(start + 2)...].prefix { $0.hasPrefix("|") })
        #expect(rows == Self.declaredFields, "it must be:\n\(Self.declaredFields.joined(separator: "\n"))")
    }

    @Test func `no declared field has a name that is in use, and its pattern agrees with its check`() throws {
        for tracker in BuiltInTrackers.declarations {
            #expect(Set(tracker.credentials.map(\.name)).count == tracker.credentials.count)
            let parts = tracker.credentials.map(\.fields) + [tracker.connectionSettings, tracker.channelSettings]
            for fields in parts {
                #expect(Set(fields.map(\.name)).count == fields.count)
                for field in fields {
                    // Settings are stored and shown as they are.
                    #expect(
                        !field.isSecret || tracker.credentials.contains { $0.fields.contains { $0.name == field.name } }
                    )
                    #expect(field.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(field.name)")
                    #expect(!SecretVault.reservedNames.contains(field.name))
                    guard let pattern = field.format.schema.first(where: { $0.name == "pattern" })?.value.stringValue
                    else { continue }
                    let expression = try Regex(pattern)
                    for text in [
                        "", "0", "01", "7", "12.5", "Iv1.a_b-c", "a b", "é", "1\n", String(repeating: "9", count: 18),
                    ]
                        + [String(repeating: "9", count: 19), String(repeating: "a", count: 64)]
                        + [String(repeating: "a", count: 65)]
                    {
                        let matches = text.wholeMatch(of: expression) != nil
                        #expect(field.format.accepts(.string(text)) == matches, "\(field.name): \(text)")
                    }
                }
            }
        }
    }

    private static func cell(_ name: String, _ rules: TextRules) -> String {
        switch name {
        case "`unit`": rules.unit.rawValue
        case "`title`": String(rules.title)
        case "`body`": String(rules.body)
        case "`marker`": String(rules.marker)
        case "`comment`": String(rules.comment)
        case "`active in titles`": signs(rules.activeInTitles)
        case "`active in texts`": signs(rules.activeInTexts)
        default: "?"
        }
    }

    private static func signs(_ syntax: ActiveSyntax) -> String {
        var signs = syntax.commands ? ["/"] : []
        if syntax.mentions { signs.append("@") }
        signs += ["#", "!", "&"].filter { syntax.references.contains(Unicode.Scalar(UInt8($0.utf8.first ?? 0))) }
        signs += syntax.numberedWords + syntax.bracketedWords.map { "[\($0):" }
        return signs.isEmpty ? "–" : signs.map { "`\($0)`" }.joined(separator: " ")
    }

    private struct Table {
        var columns: [String] = []
        var rows: [(capability: String, cells: [String])] = []
    }

    /// The first table of the page: capability, what it is, a column for each tracker.
    private static func table() throws -> Table {
        var table = Table()
        for line in try page().split(separator: "\n") where line.hasPrefix("|") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.first == "capability" {
                table.columns = Array(cells.dropFirst(2))
            } else if let name = cells.first, name.hasPrefix("`"), cells.count == table.columns.count + 2 {
                table.rows.append((String(name.dropFirst().dropLast()), Array(cells.dropFirst(2))))
            }
        }
        return table
    }

    private static func page() throws -> String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: package.appendingPathComponent("docs/adapters.md"), encoding: .utf8)
    }
}
