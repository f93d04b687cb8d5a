import Primitives
import Testing

@Suite struct HexadecimalTests {
    @Test func `bytes are written as two lower-case digits each, and round-trip`() {
        #expect(Hexadecimal.text([]) == "")
        #expect(Hexadecimal.text([0x00, 0x09, 0x0A, 0x10, 0xAF, 0xFF]) == "00090a10afff")
        let all = Array(UInt8.min...UInt8.max)
        #expect(Hexadecimal.bytes(Hexadecimal.text(all).utf8) == all)
        #expect(Hexadecimal.bytes("".utf8) == [])
        #expect(Hexadecimal.bytes("aFFf".utf8) == [0xAF, 0xFF])
    }

    @Test func `digits are appended to existing text`() {
        var text = Array("\\x".utf8)
        Hexadecimal.append([0xDE, 0xAD], to: &text)
        #expect(text == Array("\\xdead".utf8))
    }

    @Test(arguments: ["0", "abc", "0g", "g0", "+1", "-1", " 1", "0x", "é", "１２"])
    func `other text has no bytes`(_ text: String) {
        #expect(Hexadecimal.bytes(text.utf8) == nil)
    }

    @Test func `numbers are filled up with zeros`() {
        #expect(Hexadecimal.text(0, digits: 6) == "000000")
        #expect(Hexadecimal.text(0x00C2E0, digits: 6) == "00c2e0")
        #expect(Hexadecimal.text(0x1234567, digits: 6) == "1234567")
        #expect(Hexadecimal.text(UInt128(1), digits: 32) == String(repeating: "0", count: 31) + "1")
        #expect(Hexadecimal.text(UInt128.max, digits: 32) == String(repeating: "f", count: 32))
    }

    @Test func `only digits have a value`() {
        for byte in UInt8.min...UInt8.max {
            let digit = byte < 0x80 ? Character(Unicode.Scalar(byte)).hexDigitValue : nil
            #expect(byte.hexadecimalValue.map(Int.init) == digit, "byte \(byte)")
        }
        #expect((0..<16).map { Character(Unicode.Scalar(Hexadecimal.digit($0))) } == Array("0123456789abcdef"))
        #expect((0..<16).map { Character(Unicode.Scalar(Hexadecimal.upperDigit($0))) } == Array("0123456789ABCDEF"))
    }

    @Test func `a UUID has its hyphens`() {
        #expect(Hexadecimal.uuid(high: 0, low: 0) == "00000000-0000-0000-0000-000000000000")
        #expect(Hexadecimal.uuid(high: .max, low: .max) == "ffffffff-ffff-ffff-ffff-ffffffffffff")
        #expect(
            Hexadecimal.uuid(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
                == "01234567-89ab-cdef-fedc-ba9876543210")
    }
}
