import HTTPKit
import HTTPTypes
import RawServerSupport
import Testing

@testable import HTTPClient

struct RedirectTests {
    private func next(_ status: Int, to location: String?, after request: ClientRequest) -> ClientRequest? {
        var headers = HTTPFields()
        headers[.location] = location
        return Redirect.next(after: ClientResponse(status: status, headers: headers), to: request)
    }

    private func request(_ method: HTTPRequest.Method) -> ClientRequest {
        let headers: HTTPFields = [
            .authorization: "Bearer secret", .accept: "application/json", .cookie: "a=b",
            HTTPField.Name("private-token")!: "secret",
            .contentType: "application/json",
        ]
        return ClientRequest(
            method, "https://a.example/repos/old/name", headers: headers, body: method == .get ? nil : [1, 2])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a read follows every redirect`(_ status: Int) {
        #expect(next(status, to: "/repositories/1", after: request(.get))?.url == "https://a.example/repositories/1")
        #expect(next(status, to: "/repositories/1", after: request(.head))?.method == .head)
    }

    @Test(arguments: [HTTPRequest.Method.post, .patch, .put, .delete])
    func `a write follows only redirects that keep method and body`(_ method: HTTPRequest.Method) {
        for status in [301, 302, 303] { #expect(next(status, to: "/x", after: request(method)) == nil) }
        for status in [307, 308] {
            let hop = next(status, to: "/x", after: request(method))
            #expect(hop?.method == method)
            #expect(hop?.body == [1, 2])
            #expect(hop?.headers == request(method).headers)
        }
    }

    @Test(arguments: [200, 300, 304, 305, 306, 404])
    func `other statuses are not redirects`(_ status: Int) {
        #expect(next(status, to: "/x", after: request(.get)) == nil)
    }

    @Test func `credentials stay with their origin`() throws {
        for location in ["https://b.example/x", "https://a.example:8443/x", "//evil.example/x"] {
            let hop = try #require(next(301, to: location, after: request(.get)))
            #expect(Set(hop.headers.map(\.name)) == [.accept, .contentType])
        }
        #expect(
            try #require(next(301, to: "https://A.example:443/x", after: request(.get))).headers
                == request(.get).headers)
    }

    @Test(arguments: [
        nil, "", "http://a.example/x", "ftp://a.example/x", "https://0x7f.1/", "https://user@a.example/", "/a b",
    ])
    func `a redirect that leads nowhere good is the response`(_ location: String?) {
        if location == "" {
            #expect(next(301, to: "", after: request(.get))?.url == request(.get).url)
        } else {
            #expect(next(301, to: location, after: request(.get)) == nil)
        }
    }

    @Test func `hops are counted, and a loop ends with the redirect`() async throws {
        let transport = ScriptedTransport { request, _ in
            ClientResponse(status: 302, headers: [.location: "/next"], finalURL: request.url)
        }
        let response = try await transport.sendFollowing(
            ClientRequest(.get, "https://a.example/", followsRedirects: 100))
        #expect(response.status == 302)
        #expect(transport.requests.count == Redirect.maximumHops + 1)
    }

    @Test func `a request that follows no redirects receives them`() async throws {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 302, headers: [.location: "/next"]) }
        #expect(try await transport.sendFollowing(ClientRequest(.get, "https://a.example/")).status == 302)
        #expect(transport.requests.count == 1)
    }

    @Test func `a redirect to an internal address is refused by the guard, over real sockets`() async throws {
        for target in [
            "http://127.0.0.2:1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
            "http://localhost.invalid/",
        ] {
            let server = try RawServer { connection, _ in connection.answer(302, fields: ["Location: \(target)"]) }
            let policy = AddressPolicy(allowedNetworks: [try #require(IPNetwork("127.0.0.1/32"))], allowsHTTP: true)
            let transport = try CurlTransport(guard: AddressGuard(policy, resolver: FixedResolver(["10.0.0.1"])))
            let error = await #expect(throws: TransportError.self) {
                try await transport.sendFollowing(ClientRequest(.get, server.url(), followsRedirects: 5))
            }
            #expect(error?.kind == .addressRefused, "\(target)")
        }
    }

    @Test func `a renamed repository is read and written over real sockets`() async throws {
        let server = try RawServer { connection, request in
            guard request.target == "/repos/old" else {
                return connection.answer(200, body: request.method + request.target)
            }
            return connection.answer(request.method == "GET" ? 301 : 307, fields: ["Location: /repositories/1"])
        }
        let transport = try CurlTransport(guard: nil)
        let read = try await transport.sendFollowing(ClientRequest(.get, server.url("/repos/old"), followsRedirects: 5))
        #expect(String(decoding: read.body, as: UTF8.self) == "GET/repositories/1")
        #expect(read.finalURL == server.url("/repositories/1"))
        let write = try await transport.sendFollowing(
            ClientRequest(.patch, server.url("/repos/old"), body: [1, 2], followsRedirects: 5))
        #expect(String(decoding: write.body, as: UTF8.self) == "PATCH/repositories/1")
        #expect(server.requests.last?.body == [1, 2])
    }
}
