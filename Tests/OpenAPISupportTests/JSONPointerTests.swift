import OpenAPISupport
import Testing

@Suite struct JSONPointerTests {
    @Test func `escaped names are read and written`() {
        #expect(JSONPointer("#/a~1b/0/m~0n")?.tokens == ["a/b", "0", "m~n"])
        #expect(JSONPointer().appending("a/b").appending(3).description == "/a~1b/3")
    }

    @Test func `text that is not a pointer is refused`() {
        #expect(JSONPointer("a/b") == nil)
    }
}
