import Documents
import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit
import TrackerKit
import Testing
@testable import Resources

struct BodyReaderTests {
    private func reader(_ json: String, type: String = "application/json", _ method: HTTPRequest.Method = .post)
        async throws -> BodyReader
    {
        try await BodyReader(.test(method, "/", headers: [.contentType: type], body: Array(json.utf8)))
    }

    private func pointers(_ read: () throws -> Void) -> [String] {
        do {
            try read()
            return []
        } catch let problem as Failure {
            return problem.errors.map(\.pointer)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `required values are unwrapped`() async throws {
        var body = try await reader(#"{"a":"x","b":7}"#)
        let a = body.required("a", .text(1...5))
        let b = body.required("b", .integer(0...10))
        let (text, number) = try body.finish(a, b)
        #expect(text == "x")
        #expect(number == 7)
    }

    @Test func `missing, invalid and unknown fields are reported together`() async throws {
        var body = try await reader(#"{"b":"7","c":true,"d":{"e":1,"f":2}}"#)
        _ = body.required("a", .text(1...5))
        _ = body.required("b", .integer(0...10))
        _ = body.optional("d", .object { inner in inner.required("e", .text()) })
        #expect(pointers { try body.finish() } == ["/a", "/b", "/d/e", "/d/f", "/c"])
    }

    @Test func `a patch distinguishes unchanged, cleared and set`() async throws {
        var body = try await reader(
            #"{"b":null,"c":"2026-01-31T09:30:00Z"}"#, type: "application/merge-patch+json", .patch)
        #expect(body.nullableChange("a", .timestamp) == .unchanged)
        #expect(body.nullableChange("b", .timestamp) == .set(nil))
        #expect(body.nullableChange("c", .timestamp) == .set(Timestamp("2026-01-31T09:30:00Z")))
        try body.finish()
    }

    @Test(arguments: ["1.5", "\"1\"", "11", "-1", "1e99", "null"])
    func `only whole numbers in the range are accepted`(json: String) async throws {
        var body = try await reader(#"{"n":\#(json)}"#)
        _ = body.required("n", .integer(0...10))
        #expect(pointers { try body.finish() } == ["/n"])
    }

    @Test(arguments: [
        "2026-01-31", "2026-01-31 09:30:00Z", "2026-01-31T09:30:00", "yesterday", "2026-13-31T09:30:00Z",
        "2026-01-31T09:30:00,5Z", "2026-01-31T09:30:00,5+01:00", "2026-01-31T09:30+01:00", "2026-01-31T09:30.50000Z",
    ])
    func `only RFC 3339 times are accepted`(text: String) async throws {
        var body = try await reader(#"{"t":"\#(text)"}"#)
        _ = body.required("t", .timestamp)
        #expect(pointers { try body.finish() } == ["/t"])
    }

    @Test func `length counts Unicode scalars, and NUL is refused`() async throws {
        var body = try await reader(#"{"a":"äöü","b":"a\u0000b"}"#)
        #expect(body.required("a", .text(3...3)) == "äöü")
        _ = body.required("b", .text())
        #expect(pointers { try body.finish() } == ["/b"])
    }

    @Test func `an array error shows which element is wrong, and whether one is duplicated`() async throws {
        var body = try await reader(#"{"a":["x",1,""],"b":["x","x"]}"#)
        _ = body.required("a", .strings())
        _ = body.required("b", .strings())
        #expect(pointers { try body.finish() } == ["/a/1", "/a/2", "/b"])
    }

    @Test func `an empty body counts as an empty object where that is allowed`() async throws {
        let body = try await BodyReader(.test(.post, "/"), allowsEmpty: true)
        try body.finish()
        await #expect(throws: ServiceError.self) { try await BodyReader(.test(.post, "/")) }
    }
}
