import HTTPKit
import HTTPServer
import HTTPTypes
import Primitives
import Testing

struct ExchangeTests {
    @Test func `a connection carries one request after the other (RFC 9112, section 9.3)`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            for _ in 0..<3 {
                let response = try #require(try await client.exchange(TestServer.get))
                #expect(response.status == 200)
                #expect(response.body == "hello")
                #expect(response.fields["connection"] == nil)
                #expect(response.fields["date"]?.hasSuffix(" GMT") == true)
            }
            #expect(server.server.statistics.acceptedConnections == 1)
            #expect(server.server.statistics.requests == 3)
        }
    }

    @Test func `pipelined requests are answered in their order (RFC 9112, section 9.3.2)`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            let requests = (1...100).map {
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \("\($0)".count)\r\n\r\n\($0)"
            }
            try await client.send(requests.joined())
            #expect(try await client.responses(100).map(\.body) == (1...100).map { "\($0)" })
        }
    }

    @Test func `a response does not wait for the next pipelined request`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await TestServer.run(routes: { router in
            router.on(.get, "/slow") { _ in
                for await _ in gate { break }
                return .text("slow")
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send(TestServer.get + "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.responses(1).map(\.body) == ["hello"])
            open.yield()
            #expect(try await client.responses(1).map(\.body) == ["slow"])
        }
    }

    @Test func `a request that arrives byte by byte is parsed (RFC 9112, section 2.2)`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8
            {
                try await client.send([byte])
            }
            #expect(try await client.responses(1).first?.body == "abc")
        }
    }

    @Test func `a large body is sent and received`() async throws {
        let body = String(repeating: "0123456789abcdef", count: 100_000)
        try await TestServer.run { server async throws in
            let client = try server.connect()
            async let received = client.receiveAll()
            try await client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body)
            let isEchoed = try await TestResponse.parse(received).first?.body == body
            #expect(isEchoed)
        }
    }

    @Test func `HEAD has the length of GET and no body (RFC 9110, section 9.3.2)`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            try await client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let text = String(decoding: try await client.receiveAll(), as: UTF8.self)
            #expect(text.contains("\r\nContent-Length: 5\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `a 204 has neither body nor length (RFC 9110, section 8.6)`() async throws {
        try await TestServer.run(routes: { $0.on(.delete, "/") { _ in .noContent } }) { server async throws in
            let response = try await server.connect().exchange("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response?.status == 204)
            #expect(response?.fields["content-length"] == nil)
        }
    }

    @Test func `the server closes when the client requests it, and announces it (RFC 9112, section 9.6)`() async throws
    {
        try await TestServer.run { server async throws in
            let responses = try await server.everything(
                for: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + TestServer.get)
            #expect(responses.count == 1)
            #expect(responses.first?.fields["connection"] == "close")
        }
    }

    @Test func `HTTP 1.0 connections persist only on request (RFC 9112, section 9.3)`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.everything(for: "GET / HTTP/1.0\r\n\r\n").first?.fields["connection"] == "close")
            let kept = try await server.connect().exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(kept?.fields["connection"] == "keep-alive")
        }
    }

    @Test func `a client that has stopped sending still receives its responses (RFC 9112, section 9.6)`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            try await client.send(TestServer.get + TestServer.get)
            client.shutdownWriting()
            #expect(TestResponse.parse(try await client.receiveAll()).map(\.status) == [200, 200])
        }
    }

    @Test func `100 is sent when the handler reads the body, and not before (RFC 9110, section 10.1.1)`() async throws {
        try await TestServer.run(routes: { $0.on(.post, "/refuse") { _ in throw Problem(.forbidden) } }) {
            server async throws in
            let client = try server.connect()
            let head = "Host: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
            #expect(try await client.exchange("POST /echo HTTP/1.1\r\n" + head)?.status == 100)
            #expect(try await client.exchange("hello")?.body == "hello")
            let refused = try await server.everything(for: "POST /refuse HTTP/1.1\r\n" + head)
            #expect(refused.map(\.status) == [403])
            #expect(refused.first?.fields["connection"] == "close")
        }
    }

    @Test func `a handler that ignores a body that is here does not disturb the next request`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + TestServer.get)
            #expect(try await client.responses(2).map(\.status) == [200, 200])
        }
    }

    @Test func `a valid request id is accepted and echoed, an invalid one is replaced`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            let given = try await client.exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc-1.2\r\n\r\n")
            #expect(given?.fields["x-request-id"] == "abc-1.2")
            for bad in ["a b", "\"x\"", String(repeating: "a", count: 129), ""] {
                let made = try await client.exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(bad)\r\n\r\n")
                #expect(made?.fields["x-request-id"]?.count == 36)
            }
        }
    }

    @Test func `handlers may leave the loop and return to it`() async throws {
        actor Elsewhere { func text() -> String { "from an actor" } }
        let elsewhere = Elsewhere()
        try await TestServer.run(routes: { $0.on(.get, "/actor") { _ in .text(await elsewhere.text()) } }) {
            server async throws in
            #expect(
                try await server.connect().exchange("GET /actor HTTP/1.1\r\nHost: a\r\n\r\n")?.body == "from an actor")
        }
    }

    @Test func `a body can be read from another executor than the loop`() async throws {
        try await TestServer.run(routes: { router in
            router.on(.post, "/detached") { request in
                let body = request.body
                return .text(
                    String(decoding: try await Task.detached { try await body.collect(upTo: 100) }.value, as: UTF8.self)
                )
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send("POST /detached HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try await client.exchange("world")?.body == "helloworld")
        }
    }
}
