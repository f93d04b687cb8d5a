import HTTPKit
import HTTPTypes
import Testing

@testable import Resources

/// The grammar of `Prefer` (RFC 7240, section 2).
struct PreferenceTests {
    @Test(arguments: [
        "respond-async", "Respond-Async", "wait=10, respond-async", "respond-async; x=1",
        "respond-async;x=\"a, b\", wait=1",
        "respond-async=\"\"", "respond-async =", " respond-async ", "a=\"\\\"\", respond-async", ",,respond-async,",
    ])
    func `the preference not to wait is found`(_ value: String) {
        #expect(Self.request(value).prefersAsync)
    }

    @Test(arguments: [
        "", "respond-asynchronously", "respond-async=yes", "respond-async=\"no\"", "x=\"respond-async\"",
        "x=\"a, respond-async\"",
        "x; respond-async", "return=minimal", "\"respond-async\"", "x=\"open, respond-async", "respond async",
        "=respond-async", ";",
    ])
    func `everything else is skipped`(_ value: String) {
        #expect(!Self.request(value).prefersAsync)
    }

    @Test func `it may be in any of several fields`() {
        var fields = HTTPFields()
        for value in ["return=minimal", "respond-async"] {
            fields.append(HTTPField(name: HTTPField.Name("Prefer")!, value: value))
        }
        #expect(Request.test(.post, "/", headers: fields).prefersAsync)
        #expect(!Request.test(.post, "/").prefersAsync)
    }

    private static func request(_ value: String) -> Request {
        Request.test(.post, "/", headers: [HTTPField.Name("Prefer")!: value])
    }
}
