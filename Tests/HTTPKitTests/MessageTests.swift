import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
import Testing

struct MessageTests {
    @Test func `header fields are found in any case, and several lines are joined (RFC 9110, section 5.3)`() {
        let request = Request.test(headers: [
            .accept: "a", .init("x-thing")!: "1", .init("X-Thing")!: "2", .cookie: "a=1", .cookie: "b=2",
        ])
        #expect(request.headers[.accept] == "a")
        #expect(request.headers[HTTPField.Name("X-THING")!] == "1, 2")
        #expect(request.headers[.cookie] == "a=1; b=2")
        #expect(request.headers.values(HTTPField.Name("X-Thing")!) == ["1", "2"])
        #expect(request.headers[.age] == nil)
        #expect(request.headers.contains(.accept))
        #expect(request.headers.fields[.accept] == "a")
        #expect(request.headers.count == 5)
    }

    @Test func `a query is decoded as forms encode it (WHATWG URL, section 5.1)`() {
        let query = Request.test(.get, "/p?a=1&b=x+y%20z&a=2&c&=d&%C3%A9=%ff&e=%zz%").query
        #expect(query["a"] == "1")
        #expect(query.values("a") == ["1", "2"])
        #expect(query["b"] == "x y z")
        #expect(query["c"] == "")
        #expect(query["é"] == "\u{FFFD}")
        #expect(query["e"] == "%zz%")
        #expect(query["missing"] == nil)
        #expect(query.names == ["a", "b", "c", "", "é", "e"])
        #expect(QueryParameters("").isEmpty)
        #expect(QueryParameters("a=b").raw == "a=b")
    }

    @Test func `path and query are split at the first question mark (RFC 3986, section 3.4)`() {
        let request = Request.test(.get, "/a%20b?c?d")
        #expect(request.path == "/a%20b")
        #expect(request.query.raw == "c?d")
    }

    @Test func `middleware can attach a value of its own type`() {
        enum Key: RequestKey { typealias Value = Int }
        var request = Request.test()
        #expect(request[Key.self] == nil)
        request[Key.self] = 7
        #expect(request[Key.self] == 7)
    }

    @Test func `a body is collected up to a limit`() async throws {
        let body = RequestBody(Array("hello".utf8))
        #expect(try await body.collect(upTo: 5) == Array("hello".utf8))
        await #expect(throws: RequestBodyError.tooLarge(limit: 4)) { _ = try await body.collect(upTo: 4) }
    }

    @Test func `a body that is still arriving is collected in pieces, up to the limit`() async throws {
        let body = RequestBody(source: Pieces(["he", "llo"]), declaredLength: nil)
        #expect(try await body.collect(upTo: 5) == Array("hello".utf8))
        let second = RequestBody(source: Pieces(["he", "llo"]), declaredLength: nil)
        await #expect(throws: RequestBodyError.tooLarge(limit: 4)) { _ = try await second.collect(upTo: 4) }
    }

    @Test func `a streamed response can be collected`() async throws {
        let response = Response.stream(contentType: "text/plain") { writer in
            try await writer.write("he")
            try await writer.write("llo")
        }
        #expect(try await response.body.collect() == Array("hello".utf8))
        #expect(response.body.length == nil)
    }

    @Test func `a redacted URL shows neither user information nor values`() {
        let request = ClientRequest(.get, "https://u:p@h.example/a?token=secret&b=2")
        #expect(request.redactedURL == "https://h.example/a?token=…&b=…")
        #expect(ClientRequest(.get, "https://h/a@b").redactedURL == "https://h/a@b")
    }

    @Test func `whether a request is safe to repeat follows from its method (RFC 9110, section 9.2.2)`() {
        #expect(ClientRequest(.put, "https://h/").isSafeToRepeat)
        #expect(!ClientRequest(.post, "https://h/").isSafeToRepeat)
        #expect(ClientRequest(.post, "https://h/", isSafeToRepeat: true).isSafeToRepeat)
        #expect(ClientRequest(.get, "https://h/").revalidate)
        #expect(!ClientRequest(.delete, "https://h/").revalidate)
    }
}

/// A request body that consists of fixed pieces.
private actor Pieces: RequestBody.Source {
    private var rest: [String]

    init(_ pieces: [String]) { rest = pieces }

    func next() async throws -> [UInt8]? {
        rest.isEmpty ? nil : Array(rest.removeFirst().utf8)
    }
}
