import Primitives
import TrackerKit
import TrackerTestSupport
import Testing

struct JSONScanTests {
    private static func scan(_ text: String) -> JSONScan { JSONScan(Array(text.utf8)) }

    @Test func `a byte order mark is skipped`() {
        #expect(Self.scan("\u{FEFF}{\"a\": \"b\"}").member("a")?.string == "b")
    }

    @Test func `a member is found after anything, and the first of two counts`() {
        let text =
            #" { "model" : {"desc": "\"action\": {\"id\": 1}, }{", "list": [[{"a": "]"}], 1, null]}, "n": -1.5e3, "action": {"id": "x", "id": "y"}}"#
        let action = Self.scan(text).member("action")
        #expect(action?.member("id")?.string == "x")
        #expect(action?.member("none") == nil)
        #expect(Self.scan(text).member("n")?.string == nil)
        #expect(Self.scan(text).names(atMost: 2) == ["model", "n"])
        #expect(Self.scan(text).member("model")?.names(atMost: 9) == ["desc", "list"])
    }

    @Test func `a string with escapes, a broken one and one that is not UTF-8 are ignored`() {
        #expect(Self.scan(#"{"a": "x\n"}"#).member("a")?.string == nil)
        #expect(Self.scan(#"{"a": "x"#).member("a")?.string == nil)
        #expect(JSONScan(Array("\"".utf8) + [0xff] + Array("\"".utf8)).string == nil)
        #expect(Self.scan("\"🎉\"").string == "🎉")
    }

    @Test(arguments: [
        "", " ", "null", "[]", "{", "{\"", "{\"action\"", "{\"action\":", "{\"x\":1,\"action\":", "}", "\\",
        "{\"x\":\"\\", "{,}", "{1:2}",
    ])
    func `a value that is not an object has no members`(_ text: String) {
        #expect(Self.scan(text).member("action")?.member("id") == nil)
    }

    @Test func `arbitrary bytes do no harm, and JSON is read like the parser reads it`() throws {
        var random = SeededGenerator(seed: 5)
        let good = Array(#"{"a":{"b":[1,{"c":"}"}],"d":"e"},"action":{"type":"t","id":"i"}}"#.utf8)
        for _ in 0..<5000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) { bytes = random.mutated(bytes) }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            let found = JSONScan(bytes).member("action")?.member("id")?.string
            guard let json = try? JSON(parsing: bytes), let found else { continue }
            #expect(json["action"]?["id"]?.stringValue == found)
        }
    }

    @Test func `deep nesting does not use up the stack`() {
        let deep = Array(repeating: UInt8(ascii: "["), count: 1 << 20)
        #expect(JSONScan(Array("{\"a\":".utf8) + deep).member("b") == nil)
    }
}
