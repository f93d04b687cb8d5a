import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerTestSupport

@testable import TrackerKit

@Suite struct APICallTests {
    @Test func `names cannot leave their segment of a path`() {
        #expect(APIPath("repos", "a/b", "..", "ä ?#%").text == "repos/a%2Fb/%2E%2E/%C3%A4%20%3F%23%25")
        #expect(APIPath("x").query(["q": "a+b&c=d", "none": nil]).text == "x?q=a%2Bb%26c%3Dd")
        #expect(APIPath("issues", "7").withTrailingSlash.query(["a": "1"]).text == "issues/7/?a=1")
    }

    @Test(arguments: [
        ("https://api.github.com/repositories/1?page=2", "repositories/1?page=2"),
        ("HTTPS://API.github.com:443/x", "x"),
        ("https://api.github.com.evil.example/x", nil), ("https://evil.example/https://api.github.com/x", nil),
        ("https://user@api.github.com/x", nil), ("http://api.github.com/x", nil),
        ("https://api.github.com:8443/x", nil),
        ("https://api.github.com/a/../x", nil), ("https://api.github.com", nil), ("//api.github.com/x", nil),
        ("/x", nil), ("", nil),
        ("https://api.github.com\\@evil.example/x", nil), ("https://api.github.com/a b", nil),
        ("https://api.github.com/\r\nX: y", nil),
        ("https://api.github.com?x/y", nil), ("https://api.github.com#@evil/x", nil),
    ])
    func `only addresses of the same API belong to it`(_ url: String, _ target: String?) {
        #expect(APIRoot("https://api.github.com").target(of: url) == target)
    }

    @Test func `an API below a path stays below it`() throws {
        let root = APIRoot("https://git.example.com/api/v3//")
        #expect(root.url("user") == "https://git.example.com/api/v3/user")
        #expect(root.url("") == "https://git.example.com/api/v3")
        #expect(root.target(of: "https://git.example.com/api/v3/user/repos?page=2") == "user/repos?page=2")
        #expect(root.target(of: "https://git.example.com/api/v33/user") == nil)
        #expect(root.target(of: "https://git.example.com/login") == nil)
        #expect(try root.target(of: try root.token(of: "https://git.example.com/api/v3/user?page=2")) == "user?page=2")
        #expect(throws: TrackerError.self) { _ = try root.token(of: "https://evil.example/api/v3/user") }
        #expect(throws: TrackerError.self) { _ = try root.target(of: PageToken("../../evil")) }
    }

    @Test(arguments: [
        ("<https://x/?page=2>; rel=\"next\", <https://x/?page=9>; rel=\"last\"", "https://x/?page=2"),
        ("<https://x/1>; rel=\"prev\", <https://x/3>; rel=next", "https://x/3"),
        ("<https://x/a,b;c>; rel=\"next\"", "https://x/a,b;c"),
        ("<https://x/3>; title=\"a\"; rel=\"last next\"", "https://x/3"), ("<https://x/3>; rel=\"last\"", nil),
        ("", nil), ("<", nil),
        ("<>", nil),
        ("garbage; rel=\"next\"", nil), ("<https://x/1>; rel=\"next\", <https://x/2>; rel=\"next\"", "https://x/1"),
    ])
    func `the next page is read from the Link header`(_ header: String, _ next: String?) {
        #expect(LinkHeader(header).next == next)
        #expect(ClientResponse(status: 200, headers: [.link: header]).nextLink == next)
    }

    @Test func `Retry-After is read in seconds or as a date`() {
        let now = Timestamp("2027-01-15T08:00:00Z")!
        for (text, wanted) in [
            ("17", 17), ("0", 0), ("-5", 0), ("2027-01-15T08:01:00Z", 60), ("2026-01-15T08:01:00Z", 0),
            ("Fri, 15 Jan 2027 08:01:00 GMT", 60), ("Sat, 15 Jan 9999 08:01:00 GMT", 86_400),
        ] {
            #expect(ClientResponse(status: 429, headers: [.retryAfter: text]).retryAfter(at: now) == .seconds(wanted))
        }
        for text in [
            "soon", "Fri, 15 Jan 99999 08:01:00 GMT", "Fri, 32 Jan 2027 08:01:00 GMT", "Fri, 15 Jan 2027 08:01 GMT",
            "Fri",
        ] {
            #expect(ClientResponse(status: 429, headers: [.retryAfter: text]).retryAfter(at: now) == nil)
        }
        #expect(ClientResponse(status: 429).retryAfter(at: now) == nil)
    }

    @Test func `a call becomes a request with its body's type`() {
        let call = APICall(.post, APIPath("issues"), body: ["title": "A"], what: "ticket")
        let request = call.request(to: "https://x/issues", headers: [.accept: "a/b"], resource: "core")
        #expect(request.headers[.contentType] == "application/json" && request.headers[.accept] == "a/b")
        #expect(request.body == Array("{\"title\":\"A\"}".utf8))
        #expect(!request.isSafeToRepeat && request.resource == "core")
        #expect(APICall(.get, APIPath("issues"), what: "").request(to: "", headers: [:]).headers[.contentType] == nil)
    }

    @Test func `redirects are followed within the API, and nowhere else`() async throws {
        let root = APIRoot("https://x/api")
        let inside = ScriptedTransport { _, number in
            number == 0 ? ClientResponse(status: 307, headers: [.location: "https://x/api/b"]) : .json([:])
        }
        let request = ClientRequest(.post, "https://x/api/a", body: [1])
        #expect(try await inside.carry(request, within: root).status == 200)
        #expect(inside.requests.map(\.url) == ["https://x/api/a", "https://x/api/b"])
        #expect(inside.requests.map(\.body) == [[1], [1]])
        let outside = ScriptedTransport { _, _ in
            ClientResponse(status: 301, headers: [.location: "https://evil/api/b"])
        }
        #expect(try await outside.carry(request, within: root).status == 301)
        #expect(outside.requests.count == 1)
        let circle = ScriptedTransport { request, _ in ClientResponse(status: 302, headers: [.location: request.url]) }
        await #expect(throws: TrackerError.self) { _ = try await circle.carry(request, within: root) }
        #expect(circle.requests.count == maximumRedirects + 1)
    }

    @Test func `errors of the transport become tracker errors`() async {
        for (kind, wanted) in [
            (TransportError.Kind.timeout, "unreachable"), (.throttled(retryAfter: .seconds(9)), "rateLimited"),
        ] {
            let transport = ScriptedTransport { _, _ in throw TransportError(kind) }
            await #expect {
                _ = try await transport.carry(ClientRequest(.get, "https://x/"))
            } throws: { ($0 as? TrackerError)?.kindName == wanted }
        }
    }

    @Test func `messages are one short line without the secrets`() {
        let line = ("Bad ghp_secret\ncredentials " + String(repeating: "x", count: 500)).failureLine(
            without: "ghp_secret", "")
        #expect(line.count == 200 && line.hasPrefix("Bad … credentials xxx") && line.hasSuffix("x…"))
    }

    @Test func `header values and numbers are recognised`() {
        #expect("ghp_abc".isHeaderSafe)
        for text in ["", "two words", "line\r\nX-Evil: 1", "ü"] { #expect(!text.isHeaderSafe) }
        #expect("7".isNumber && "999999999999999999".isNumber)
        for text in ["", "0", "07", "-1", "１", "1a", "1234567890123456789"] { #expect(!text.isNumber) }
    }
}
