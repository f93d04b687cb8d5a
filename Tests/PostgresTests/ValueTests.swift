import Foundation
import Primitives
import Testing

@testable import Postgres

@Suite struct ValueTests {
    @Test func `whole numbers are read up to their limits and not beyond`() {
        #expect(read("9223372036854775807") == Int.max)
        #expect(read("-9223372036854775808") == Int.min)
        #expect(read("9223372036854775808") as Int? == nil)
        #expect(read("-32769") as Int16? == nil)
        #expect(read("-32768") == Int16.min)
        for text in ["", "-", "1.5", "+1", " 1", "1a", "--1"] { #expect(read(text) as Int? == nil, "\(text)") }
    }

    @Test func `booleans are t or f`() {
        #expect(read("t") == true)
        #expect(read("f") == false)
        #expect(read("true") as Bool? == nil)
        #expect(written(true) == "t")
    }

    @Test(arguments: [[], ["a"], ["", "NULL", "a,b", "{}", "back\\slash", "quo\"te", "ünï", " space "]])
    func `text arrays round-trip`(values: [String]) {
        #expect(read(written(values) ?? "") == values)
    }

    @Test func `arrays are read as the server writes them`() {
        #expect(read("{1,NULL,3}") == [1, nil, 3])
        #expect(read("{1,NULL}") as [Int]? == nil)
        #expect(read(#"{plain,"two words",NULL}"#) == ["plain", "two words", nil])
        for text in ["", "{", "{{1},{2}}", "[0:1]={1,2}", #"{"a}"#, "{1,}", "{,1}", #"{"a"b}"#] {
            #expect(read(text) as [String]? == nil, "\(text)")
        }
    }

    @Test func `bytes are hex`() {
        #expect(written([0, 0xAB, 0xFF] as [UInt8]) == "\\x00abff")
        #expect(read("\\x00ABff") == [0, 0xAB, 0xFF] as [UInt8])
        for text in ["", "00", "\\x0", "\\x0g"] { #expect(read(text) as [UInt8]? == nil, "\(text)") }
    }

    @Test func `moments, identifiers and documents survive`() throws {
        let moment = Timestamp(microseconds: 1_763_710_203_000_001)
        #expect(read(written(moment) ?? "") == moment)
        #expect(read("2017-09-15 16:50:55.5+00") == Timestamp("2017-09-15T16:50:55.5Z"))
        #expect(read("infinity") as Timestamp? == nil)
        let identifier = Identifier<ValueTests>(bits: 0x0123_4567_89AB_CDEF_0011_2233_4455_6677)
        #expect(read(written(identifier) ?? "") == identifier)
        #expect(read(written([identifier]) ?? "") == [identifier])
        let json: JSON = ["a": [1, .null, "ü"]]
        #expect(read(written(json) ?? "") == json)
        #expect(read("{") as JSON? == nil)
        let uuid = UUID()
        #expect(read(written(uuid) ?? "") == uuid)
    }

    @Test func `an enumeration is bound and read by its raw value`() {
        #expect(written(State.open) == "open")
        #expect(read("closed") == State.closed)
        #expect(read("ajar") as State? == nil)
    }

    private enum State: String, PostgresEncodable, PostgresDecodable { case open, closed }

    private func written(_ value: some PostgresEncodable) -> String? {
        var buffer = ParameterBuffer()
        buffer.append(value)
        return buffer.text(at: 0)
    }

    private func read<Value: PostgresDecodable>(_ text: String) -> Value? {
        Array(text.utf8).withUnsafeBufferPointer { Value(postgresText: $0) }
    }
}
