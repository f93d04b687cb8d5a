import HTTPKit
import HTTPServer
import HTTPTypes
import Primitives
import Testing

struct LimitTests {
    /// A message that exceeds a limit, and the expected response.
    struct Excess: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var status: Int
        var code: String
        var testDescription: String { name }
    }

    private static let post = "POST /echo HTTP/1.1\r\nHost: a\r\n"
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"

    static let excesses = [
        Excess(
            name: "request line", text: "GET /" + String(repeating: "a", count: 20_000), status: 414,
            code: "request_line_too_long"),
        Excess(
            name: "header bytes", text: "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 40_000), status: 431,
            code: "header_too_large"),
        Excess(
            name: "header count", text: "GET / HTTP/1.1\r\n" + String(repeating: "X: a\r\n", count: 101), status: 431,
            code: "header_too_large"),
        Excess(name: "declared body", text: post + "Content-Length: 1001\r\n\r\n", status: 413, code: "body_too_large"),
        Excess(
            name: "chunked body", text: chunked + "3e8\r\n" + String(repeating: "a", count: 1000) + "\r\n1\r\n",
            status: 413,
            code: "body_too_large"),
        Excess(
            name: "chunk extensions", text: chunked + "1;" + String(repeating: "a", count: 5_000), status: 413,
            code: "chunk_extensions_too_large"),
        Excess(
            name: "trailers", text: chunked + "0\r\nX: " + String(repeating: "a", count: 9_000), status: 431,
            code: "header_too_large"),
        Excess(name: "version", text: "GET / HTTP/2.0\r\n\r\n", status: 505, code: "version_not_supported"),
        Excess(name: "malformed", text: "GET / HTTP/1.1\r\nX : y\r\n\r\n", status: 400, code: "malformed_request"),
    ]

    @Test(arguments: excesses)
    func `exceeding a limit causes a problem with its status, and the connection ends`(excess: Excess) async throws {
        try await TestServer.run({ $0.message.bodyBytes = 1000 }) { server async throws in
            let responses = try await server.everything(for: excess.text)
            let response = try #require(responses.first)
            #expect(responses.count == 1)
            #expect(response.status == excess.status)
            #expect(response.fields["content-type"] == "application/problem+json")
            #expect(response.fields["connection"] == "close")
            let problem = try JSON(parsing: Array(response.body.utf8))
            #expect(problem["code"]?.stringValue == excess.code)
            #expect(problem["request_id"]?.stringValue == response.fields["x-request-id"])
        }
    }

    @Test func `a body whose framing breaks after the handler has started gets 400, whatever the handler returns`()
        async throws
    {
        try await TestServer.run(routes: { router in
            router.on(.post, "/careless") { request in
                _ = try? await request.body.collect(upTo: 100)
                return .noContent
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send("POST /careless HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
            try await client.send("loXX")
            #expect(TestResponse.parse(try await client.receiveAll()).map(\.status) == [400])
        }
    }

    @Test func `a body that is cut off is never processed (RFC 9112, section 8)`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            client.shutdownWriting()
            #expect(TestResponse.parse(try await client.receiveAll()).allSatisfy { $0.status == 400 })
        }
    }

    @Test func `an idle connection is closed silently`() async throws {
        try await TestServer.run({ $0.idleTimeout = .milliseconds(30) }) { server async throws in
            #expect(try await server.connect().receiveAll().isEmpty)
            #expect(try await server.everything(for: TestServer.get).map(\.status) == [200])
        }
    }

    @Test func `a header that arrives too slowly gets 408 (RFC 9110, section 15.5.9)`() async throws {
        try await TestServer.run({ $0.headerTimeout = .milliseconds(50) }) { server async throws in
            let client = try server.connect()
            try await client.send("GET / HTTP/1.1\r\n")
            async let drip: Void = {
                while (try? await client.send("X: y\r\n")) != nil { await Task.yield() }
            }()
            let status = try await client.responses(1).first?.status
            #expect(status == 408 || status == 431)
            client.shutdownWriting()
            await drip
        }
    }

    @Test func `a header that stops is 408 (RFC 9110, section 15.5.9)`() async throws {
        try await TestServer.run({ $0.headerTimeout = .milliseconds(30) }) { server async throws in
            #expect(try await server.everything(for: "GET / HTTP/1.1\r\nX").map(\.status) == [408])
        }
    }

    @Test func `a body that arrives too slowly gets 408 (RFC 9110, section 15.5.9)`() async throws {
        try await TestServer.run({ $0.bodyGrace = .milliseconds(30) }) { server async throws in
            let responses = try await server.everything(for: Self.post + "Content-Length: 100\r\n\r\nhello")
            #expect(responses.map(\.status) == [408])
        }
    }

    @Test func `the time that a handler takes does not count against the body`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await TestServer.run(
            { $0.bodyGrace = .milliseconds(40) },
            routes: { router in
                router.on(.post, "/busy") { request in
                    for await _ in gate { break }
                    return .text(String(decoding: try await request.body.collect(upTo: 100), as: UTF8.self))
                }
            }
        ) { server async throws in
            let client = try server.connect()
            try await client.send("POST /busy HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            // More than the grace period passes until another connection without its body is closed.
            let timer = try server.connect()
            try await timer.send(Self.post + "Content-Length: 100\r\n\r\n")
            _ = try await timer.receiveAll()
            open.yield()
            #expect(try await client.exchange("world")?.body == "helloworld")
        }
    }

    @Test func `a client that does not read its response is disconnected`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: (any Error).self)
        try await TestServer.run(
            { $0.writeStallTimeout = .milliseconds(50) },
            routes: { router in
                router.on(.get, "/flood") { _ in
                    .stream(contentType: "text/plain") { writer in
                        do {
                            while true { try await writer.write([UInt8](repeating: 0, count: 64 << 10)) }
                        } catch {
                            end.yield(error)
                            throw error
                        }
                    }
                }
            }
        ) { server async throws in
            let client = try server.connect(receiveBuffer: 16 << 10)
            try await client.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await ended.first { _ in true } as? ResponseWriterError == .stalled)
        }
    }

    @Test func `a request above the limit of requests in flight is 503 with Retry-After`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        try await TestServer.run(
            { $0.requestsInFlight = 1 },
            routes: { router in
                router.on(.get, "/slow") { _ in
                    enter.yield()
                    for await _ in gate { break }
                    return .noContent
                }
            }
        ) { server async throws in
            let slow = try server.connect()
            try await slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            for await _ in entered { break }
            #expect(server.server.statistics.requestsInFlight == 1)
            let other = try server.connect()
            let refused = try await other.exchange(TestServer.get)
            #expect(refused?.status == 503)
            #expect(refused?.fields["retry-after"] == "1")
            open.yield()
            #expect(try await slow.responses(1).first?.status == 204)
            #expect(try await other.exchange(TestServer.get)?.status == 200)
        }
    }

    @Test func `a connection above the limit is 503`() async throws {
        try await TestServer.run({ $0.connections = 1 }) { server async throws in
            let first = try server.connect()
            #expect(try await first.exchange(TestServer.get)?.status == 200)
            #expect(TestResponse.parse(try await server.connect().receiveAll()).map(\.status) == [503])
            #expect(server.server.statistics.refusedConnections == 1)
            #expect(try await first.exchange(TestServer.get)?.status == 200)
        }
    }
}
