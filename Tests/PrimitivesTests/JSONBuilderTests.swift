import Primitives
import Testing

@Suite struct JSONBuilderTests {
    /// Every kind of token, nested.
    private static func write(to output: inout some JSONOutput) {
        output.beginObject()
        output.key("text")
        output.string("a \"quote\" – é")
        output.key("none")
        output.string(nil as String?)
        output.key("count")
        output.integer(-7)
        output.key("flag")
        output.bool(true)
        output.key("at")
        output.timestamp(Timestamp(seconds: 1_700_000_000))
        output.key("never")
        output.timestamp(nil as Timestamp?)
        output.key("list")
        output.beginArray()
        output.null()
        output.beginObject()
        output.key("empty")
        output.value([])
        output.endObject()
        output.encoded(EncodedJSON(["a", 1]))
        output.endArray()
        output.key("column")
        Array(#"{"b":[1.5,{"c":null}]}"#.utf8).withUnsafeBufferPointer { output.raw($0) }
        output.key("name")
        Array("plain".utf8).withUnsafeBufferPointer { output.unescaped($0) }
        output.key("escaped")
        Array("tab\there".utf8).withUnsafeBufferPointer { output.utf8($0) }
        output.endObject()
    }

    @Test func `the built value equals the parsed bytes of the same tokens`() throws {
        var writer = JSONWriter(), builder = JSONBuilder()
        Self.write(to: &writer)
        Self.write(to: &builder)
        #expect(try builder.finish() == JSON(parsing: writer.bytes))
    }

    @Test func `raw bytes that are not JSON make the document fail`() {
        var builder = JSONBuilder()
        builder.beginArray()
        Array("{".utf8).withUnsafeBufferPointer { builder.raw($0) }
        builder.endArray()
        #expect(throws: JSONError.self) { try builder.finish() }
    }

    @Test func `a single value is a document`() throws {
        var builder = JSONBuilder()
        builder.string("alone")
        #expect(try builder.finish() == "alone")
    }
}
