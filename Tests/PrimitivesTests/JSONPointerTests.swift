import Primitives
import Testing

@Suite struct JSONPointerTests {
    /// Names from the examples in RFC 6901, section 5, and others.
    @Test(arguments: [
        ("foo", "foo"), ("", ""), ("a/b", "a~1b"), ("c%d", "c%d"), ("e^f", "e^f"), ("g|h", "g|h"), ("i\\j", "i\\j"),
        ("k\"l", "k\"l"), (" ", " "), ("m~n", "m~0n"), ("~1", "~01"), ("~0", "~00"), ("~/", "~0~1"), ("//", "~1~1"),
        ("ä/é", "ä~1é"),
    ])
    func `tilde and slash are escaped`(_ name: String, _ token: String) {
        #expect(JSONPointer.escaped(name) == token)
    }

    @Test func `a slash with a combining accent is escaped`() {
        #expect(JSONPointer.escaped("a/\u{301}b~\u{301}") == "a~1\u{301}b~0\u{301}")
    }

    @Test func `a member is appended to the pointer of its object`() {
        #expect(JSONPointer.appending("a", to: "") == "/a")
        #expect(JSONPointer.appending("", to: "/a") == "/a/")
        #expect(JSONPointer.appending("b/c~d", to: "/a~1/0") == "/a~1/0/b~1c~0d")
    }
}
