import HTTPKit
import HTTPServer
import HTTPTypes
import Testing

struct LiveResponseTests {
    private static let get = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A route whose stream sends `data: 1` and stays open until it is cancelled. Yields whether that happened.
    private static func stream(_ end: AsyncStream<Bool>.Continuation) -> (inout Router) -> Void {
        { router in
            router.on(.get, "/events") { _ in
                .events { writer in
                    defer { end.yield(Task.isCancelled) }
                    try await writer.write(ServerSentEvent(data: "1").bytes)
                    for await _ in AsyncStream<Void>.makeStream().stream {}
                }
            }
        }
    }

    @Test func `it prevents caching and proxy buffering, and is not counted as a connection`() async throws {
        let (_, end) = AsyncStream.makeStream(of: Bool.self)
        try await TestServer.run({ $0.connections = 1 }, routes: Self.stream(end)) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            var received = ""
            while !received.contains("data: 1") {
                received += String(decoding: try await client.receive(), as: UTF8.self)
            }
            #expect(received.contains("Content-Type: text/event-stream\r\n"))
            #expect(received.contains("Cache-Control: no-store\r\n"))
            #expect(received.contains("X-Accel-Buffering: no\r\n"))
            #expect(server.server.statistics.liveConnections == 1)
            #expect(try await server.connect().exchange(TestServer.get)?.status == 200)
        }
    }

    @Test func `it ends as soon as the client stops sending`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Bool.self)
        try await TestServer.run(routes: Self.stream(end)) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            _ = try await client.receive()
            client.shutdownWriting()
            #expect(await ended.first { _ in true } == true)
        }
    }

    @Test func `it ends too when the client stopped sending with its request`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Bool.self)
        try await TestServer.run(routes: Self.stream(end)) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            client.shutdownWriting()
            #expect(await ended.first { _ in true } == true)
        }
    }
}
