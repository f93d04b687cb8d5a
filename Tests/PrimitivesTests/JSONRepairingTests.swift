import Primitives
import Testing

@Suite struct JSONRepairingTests {
    @Test(arguments: [
        (#"["cut: \ud83d"]"#, #"["cut: \#u{FFFD}"]"#), (#"["\udc00\ud83d\ude00"]"#, #"["\#u{FFFD}😀"]"#),
        (#"["\ud83d\u0041"]"#, #"["\#u{FFFD}A"]"#),
        (#"{"a":NaN,"b":-Infinity,"c":1e400,"d":01,"e":1}"#, #"{"a":null,"b":null,"c":null,"d":null,"e":1}"#),
        (#"{"a":1,"a":2}"#, #"{"a":2}"#), ("[1,,2,]", "[1,2]"), (#"{"a":1,}"#, #"{"a":1}"#),
        (#"["\q\u12g4"]"#, #"["q\#u{FFFD}12g4"]"#),
        (#"[{"a":1 oops,"b":2},{a:1,"c":3}]"#, #"[{"a":1,"b":2},{"c":3}]"#), ("[undefined,truth,7]", "[null,null,7]"),
        (#"{"a" 1,"b":}"#, #"{"b":null}"#), ("\u{FEFF}[1e999]", "[null]"),
    ])
    func `an unusual row affects only itself`(text: String, repaired: String) throws {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(try JSON(repairing: Array(text.utf8)) == JSON(parsing: repaired))
    }

    @Test func `valid options are parsed as before`() throws {
        for text in ["1", "null", #"{"a":[1,"b",{"c":null}]}"#, "[]"] {
            #expect(try JSON(repairing: Array(text.utf8)) == JSON(parsing: text))
        }
    }

    @Test func `NUL becomes a replacement character in names and values, and a backslash before its escape is kept`()
        throws
    {
        #expect(
            try JSON(repairing: Array(#"{"a\u0000b":["\u0000"],"c":"\\u0000"}"#.utf8)) == [
                "a\u{FFFD}b": ["\u{FFFD}"], "c": "\\u0000",
            ])
    }

    @Test func `control characters stay, and bytes that are not UTF-8 become a replacement character`() throws {
        #expect(try JSON(repairing: Array("[\"a\nb\"]".utf8)) == ["a\nb"])
        #expect(try JSON(repairing: [0x5B, 0x22, 0x61, 0xFF, 0x62, 0x22, 0x5D]) == ["a\u{FFFD}b"])
    }

    @Test func `values that are nested too deeply are null, and the rest is kept`() throws {
        let deep = String(repeating: "[", count: 100_000) + "\"]\"" + String(repeating: "]", count: 100_000)
        let json = try JSON(repairing: Array("[{\"a\":1,\"deep\":\(deep),\"b\":2},3]".utf8))
        #expect(json[0]?["a"] == 1 && json[0]?["b"] == 2 && json[1] == 3)
    }

    @Test(arguments: ["", "<html>", "NaN", "[1", "{\"a\":", "[\"abc", "[1] x", "\"\\ud800\"", "{\"a\":\"\\", "[[[[[["])
    func `a page, and a text that ends too early, stay refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(repairing: Array(text.utf8)) }
    }

    @Test func `arbitrary bytes always terminate`() {
        var random = SplitMix(state: 20_261_130)
        let alphabet = Array("[]{}\",:\\u0d8t1e-n \u{FEFF}".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            _ = try? JSON(repairing: [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")])
        }
    }
}

/// A deterministic random number generator ([SplitMix64](https://prng.di.unimi.it/splitmix64.c)).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
