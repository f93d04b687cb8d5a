import ArgumentParser
import Primitives
import Testing

@testable import CommandLineClient

struct OutputTests {
    @Test(arguments: [
        ("abc", 5, "abc  "), ("abcdef", 4, "abc…"), ("", 2, "  "), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("e\u{301}a", 2, "e\u{301}a"),
        ("👩‍👩‍👧‍👦x", 3, "👩‍👩‍👧‍👦x"),
    ])
    func `a text is cut by its width on the screen`(_ row: (String, Int, String)) {
        #expect(CellText.fitted(row.0, to: row.1) == row.2)
    }

    @Test(
        arguments: [
            (JSON.null, ""), (true, "true"), (7, "7"), ("a", "a"), (["a", "b"], "a, b"),
            (["username": "ann", "name": "Ann"], "ann"),
            ([["name": "x"], ["title": "y"]], "x, y"), ([:], ""), (["q": 1], #"{"q":1}"#),
            (["id": "open", "name": "Open"], "Open"),
        ] as [(JSON, String)])
    func `a value reads as people expect`(_ pair: (JSON, String)) {
        #expect(CellText.of(pair.0) == pair.1)
    }

    @Test func `only long columns are shortened, and none below its minimum`() {
        let columns = [Noun.Column("a"), Noun.Column("b", isLong: true), Noun.Column("c", isLong: true)]
        let row = [
            String(repeating: "a", count: 20), String(repeating: "b", count: 60), String(repeating: "c", count: 30),
        ]
        #expect(Table(columns, [row]).widths(within: 200) == [20, 60, 30])
        #expect(Table(columns, [row]).widths(within: 84) == [20, 30, 30])
        #expect(Table(columns, [row]).widths(within: 44) == [20, 10, 10])
        #expect(Table(columns, [row]).widths(within: 36) == [20, 10, 10])
        #expect(Table(columns, [row]).widths(within: 1) == [20, 10, 10])
    }

    @Test func `statuses are distinguished by number`() {
        #expect(Set(ExitStatus.allCases.map(\.rawValue)).count == ExitStatus.allCases.count)
    }

    @Test func `every command has a description`() {
        func check(_ command: any ParsableCommand.Type) {
            #expect(!command.configuration.abstract.isEmpty, "\(command)")
            command.configuration.subcommands.forEach(check)
        }
        ClientCommands.all.forEach(check)
    }
}
