import Foundation
import Primitives
import Testing

@Suite struct JSONTests {
    private static let valid: [(String, JSON)] = [
        ("null", .null), ("true", .bool(true)), ("-0", .integer(0)), ("12", .integer(12)), ("1.5e2", .number(150)),
        (#""a\u00e9\ud83d\ude00\n""#, .string("aé😀\n")), ("[]", .array([])),
        (#" { "a" : [ 1 , {} ] } "#, .object(["a": .array([.integer(1), .object([:])])])),
        ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ]

    @Test(arguments: valid)
    func `a valid text is decoded`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "01", "1.", ".5", "+1", "1e", "--1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "\"",
        "\"\\x\"",
        "\"\\ud800\"", "\"\\ud800\\u0041\"",
        "\"\n\"", "1 2", "{\"a\":1,\"a\":2}", "1e999", "NaN", "'a'", "[", "{", "\"\\u12g4\"",
    ])
    func `an invalid text is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test(arguments: [true, false]) func `a conditional whose branch is nil is an absent value`(_ isAbsent: Bool) {
        let json: JSON = 1
        let value: JSON? = isAbsent ? nil : json
        #expect(value == (isAbsent ? Optional.none : .some(1)))
    }

    @Test func `one byte order mark at the beginning is skipped, and none elsewhere`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try JSON(parsing: mark + Array(#"{"a": 1}"#.utf8)) == ["a": 1])
        for bytes in [mark, mark + mark + [0x31], [0x20] + mark + [0x31], [0x31] + mark] {
            #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]] {
            #expect(throws: JSONError(.invalidUTF8, at: 1)) { try JSON(parsing: bytes) }
        }
    }

    @Test func `nesting beyond the maximum is refused`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSON(parsing: deep)
        #expect(throws: JSONError(.tooDeep, at: 64)) { try JSON(parsing: "[\(deep)]") }
    }

    @Test func `writing and parsing return the same value, as in Foundation`() throws {
        let value: JSON = [
            "a": ["b\"\\\u{1}\u{7f}é😀", 1, -2.5, true, .null], "": .object([:]), "z": [.array([]), [1]],
        ]
        let bytes = value.serialized()
        #expect(try JSON(parsing: bytes) == value)
        let foundation = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
        let again = try JSONSerialization.data(withJSONObject: try #require(foundation), options: .sortedKeys)
        #expect(try JSON(parsing: Array(again)) == value)
    }

    @Test func `the writer sets commas between members and elements`() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.integer(1)
        writer.string("x")
        writer.endArray()
        writer.key(escaping: "b")
        writer.null()
        writer.key("c")
        writer.number(.nan)
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":[1,"x"],"b":null,"c":null}"#)
    }
}
