import Primitives
import Testing

@testable import CommandLineClient

struct DocumentParserTests {
    private static func parse(_ text: String, file: String = "a.yaml") -> DocumentParser {
        var parser = DocumentParser(file: file)
        parser.read(text)
        return parser
    }

    @Test func `YAML may contain several documents, each with its line numbers`() {
        let parser = Self.parse(
            "---\nkind: rule\non: [ticket.created]\n---\n\n---\n# more\nkind: template\nticket:\n  title: x\n")
        #expect(parser.faults.isEmpty)
        #expect(
            parser.documents.map(\.json) == [
                ["kind": "rule", "on": ["ticket.created"]], ["kind": "template", "ticket": ["title": "x"]],
            ])
        #expect(parser.documents.map { $0.place(of: "") } == ["a.yaml:2", "a.yaml:8"])
        #expect(parser.documents.last?.place(of: "/ticket/title") == "a.yaml:10")
        #expect(parser.documents.last?.place(of: "/ticket/title/0/deep") == "a.yaml:10")
    }

    @Test(
        arguments: [
            ("yes", "yes"), ("on", "on"), ("true", true), ("12", 12), ("1.5", 1.5), ("'12'", "12"), ("~", .null),
            ("", .null), ("0x1f", "0x1f"),
            ("2026-01-31", "2026-01-31"), ("\"a\\nb\"", "a\nb"), ("1_000", "1_000"), ("12:30", "12:30"),
        ] as [(String, JSON)])
    func `scalars are those of YAML's core schema`(_ text: String, _ value: JSON) {
        #expect(Self.parse("x: \(text)\n").documents.first?.json["x"] == value)
    }

    @Test func `JSON may be an object or an array of objects, with line numbers`() {
        let one = Self.parse("{\"kind\": \"rule\",\n \"slug\": \"x\"}", file: "a.json")
        #expect(one.documents.map { $0.place(of: "/slug") } == ["a.json:2"])
        let many = Self.parse("[\n{\"slug\": \"x\"},\n{\"slug\": \"\\ud83d\\ude00\"}]", file: "-")
        #expect(many.documents.map(\.json) == [["slug": "x"], ["slug": "😀"]])
        #expect(Self.parse("{slug: x}", file: "-").documents.map(\.json) == [["slug": "x"]])
    }

    @Test(arguments: [
        ("a.json", "{\"a\": 1,\n\"a\": 2}", "a.json:2: is not JSON: this name occurs twice in the same object"),
        ("a.json", "", "a.json:1: is not JSON: there is no JSON"), ("a.yaml", "a: 1\nb: 'x\n", "a.yaml:"),
        ("a.yaml", "a: 1\na: 2\n", "a.yaml:"), ("a.yaml", "? [1, 2]\n: x\n", "a.yaml:1: has a key that is not text"),
        ("a.yaml", "a: *b\n", "a.yaml:1: must not use anchors and aliases"),
        ("a.yaml", "a: \t- b\n", "a.yaml:1: is not YAML"),
    ])
    func `unreadable documents are reported with their position`(file: String, text: String, fault: String) {
        let parser = Self.parse(text, file: file)
        #expect(parser.faults.count == 1)
        #expect(parser.faults.first?.text.hasPrefix(fault) == true, "\(parser.faults)")
        #expect(parser.documents.isEmpty)
    }

    @Test(arguments: ["on: [a\nkind: rule\n", "a: {b: 1\nc: 2\n", "on: [a"])
    func `an unclosed array or object is named as the likely cause`(text: String) {
        let faults = Self.parse(text).faults.map(\.text)
        #expect(faults.count == 1 && faults[0].contains("(an unclosed [ or {"), "\(faults)")
    }

    @Test func `aliases are refused before they are resolved`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let names = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(names)]\n"
        }
        #expect(Self.parse(text + "? *a9\n: x\n").faults.map(\.text) == ["a.yaml:2: must not use anchors and aliases"])
        #expect(Self.parse("body: |\n  *Fish* &chips; salt &nbsp; **vinegar**\n").faults.isEmpty)
        let plain = Self.parse("# &x *x\nkind: \"*x\"\ntext: |\n  f(&x, *x)\n")
        #expect(plain.faults.isEmpty && plain.documents.map(\.json) == [["kind": "*x", "text": "f(&x, *x)\n"]])
    }
}
