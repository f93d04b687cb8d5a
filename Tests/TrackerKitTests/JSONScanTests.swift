import Primitives
import TrackerKit
import TrackerTestSupport
import Testing

struct JSONScanTests {
    private static func scan(_ text: String) -> JSONScan { JSONScan(Array(text.utf8)) }

    @Test func `a byte order mark is passed over`() {
        #expect(Self.scan("\u{FEFF}{\"a\": \"b\"}").member("a")?.string == "b")
    }

    @Test func `a member is found behind anything, and the first of two counts`() {
        let text =
            #" { "model" : {"desc": "\"action\": {\"id\": 1}, }{", "list": [[{"a": "]"}], 1, null]}, "n": -1.5e3, "action": {"id": "x", "id": "y"}}"#
        let action = Self.scan(text).member("action")
        #expect(action?.member("id")?.string == "x")
        #expect(action?.member("none") == nil)
        #expect(Self.scan(text).member("n")?.string == nil)
        #expect(Self.scan(text).names(atMost: 2) == ["model", "n"])
        #expect(Self.scan(text).member("model")?.names(atMost: 9) == ["desc", "list"])
    }

    @Test func `a string with escapes, a broken one and one that is not UTF-8 are none`() {
        #expect(Self.scan(#"{"a": "x\n"}"#).member("a")?.string == nil)
        #expect(Self.scan(#"{"a": "x"#).member("a")?.string == nil)
        #expect(JSONScan(Array("\"".utf8) + [0xff] + Array("\"".utf8)).string == nil)
        #expect(Self.scan("\"🎉\"").string == "🎉")
    }

    @Test(arguments: [
        "", " ", "null", "[]", "{", "{\"", "{\"action\"", "{\"action\":", "{\"x\":1,\"action\":", "}", "\\",
        "{\"x\":\"\\", "{,}", "{1:2}",
    ])
    func `what is no such object has no such member`(_ text: String) {
        #expect(Self.scan(text).member("action")?.member("id") == nil)
    }

    @Test func `any bytes at all are looked at without harm, and what is JSON is read as the parser reads it`() throws {
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

    @Test func `what nests deeply costs no stack`() {
        let deep = Array(repeating: UInt8(ascii: "["), count: 1 << 20)
        #expect(JSONScan(Array("{\"a\":".utf8) + deep).member("b") == nil)
    }
}
