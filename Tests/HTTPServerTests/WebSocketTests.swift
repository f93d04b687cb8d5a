import HTTPKit
import HTTPServer
import HTTPTypes
import Testing

struct WebSocketTests {
    private static func echo(_ router: inout Router) {
        router.on(.get, "/ws") { request in
            try .webSocket(answering: request) { socket in
                while let message = try await socket.receive() { try await socket.send(message) }
            }
        }
    }

    @Test func `the RFC's key produces the RFC's response (RFC 6455, section 1.3)`() async throws {
        try await TestServer.run(routes: Self.echo) { server async throws in
            let response = try await server.connect().exchange(TestWebSocket.handshake)
            #expect(response?.status == 101)
            #expect(response?.fields["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(response?.fields["upgrade"] == "websocket")
            #expect(response?.fields["connection"] == "upgrade")
            #expect(response?.fields["content-length"] == nil)
        }
    }

    @Test func `messages flow both ways, and a Close is answered before the connection ends (RFC 6455, section 7.1.1)`()
        async throws
    {
        try await TestServer.run(routes: Self.echo) { server async throws in
            let socket = try await TestWebSocket.open(server)
            try await socket.send(1, Array("hello".utf8))
            #expect(try await socket.frames(1) == [.init(opcode: 1, payload: Array("hello".utf8))])
            try await socket.send(8, [0x03, 0xE8])
            #expect(try await socket.rest() == [.init(opcode: 8, payload: [0x03, 0xE8])])
        }
    }

    @Test func `an idle WebSocket is exempt from request timeouts and not counted as a connection`() async throws {
        try await TestServer.run(
            {
                $0.idleTimeout = .milliseconds(20)
                $0.headerTimeout = .milliseconds(20)
                $0.connections = 1
            }, routes: Self.echo
        ) { server async throws in
            let socket = try await TestWebSocket.open(server)
            #expect(server.server.statistics.liveConnections == 1)
            // A second connection is accepted, and closed when it is idle. The WebSocket has been idle even longer.
            let other = try server.connect()
            #expect(try await other.exchange(TestServer.get)?.status == 200)
            #expect(try await other.receiveAll().isEmpty)
            try await socket.send(9, [7])
            #expect(try await socket.frames(1) == [.init(opcode: 10, payload: [7])])
        }
    }

    @Test func `a stopping server closes with 1001 (RFC 6455, section 7.4.1)`() async throws {
        try await TestServer.run(routes: Self.echo) { server async throws in
            let socket = try await TestWebSocket.open(server)
            async let drained: Void = server.server.drain(within: .seconds(10))
            let frames = try await socket.rest()
            #expect(frames.map(\.opcode) == [8])
            #expect(frames.first?.closeCode == 1001)
            socket.client.close()
            await drained
            #expect(server.server.statistics.openConnections == 0)
            #expect(server.server.statistics.liveConnections == 0)
        }
    }

    @Test func `a handler failure closes with 1011, success with 1000 (RFC 6455, section 7.4.1)`() async throws {
        struct Failure: Error {}
        try await TestServer.run(routes: { router in
            router.on(.get, "/ws") { request in
                try .webSocket(answering: request) { socket in
                    if try await socket.receive() == .text([0x78]) { throw Failure() }
                }
            }
        }) { server async throws in
            for (message, code) in [("x", 1011), ("y", 1000)] {
                let socket = try await TestWebSocket.open(server)
                try await socket.send(1, Array(message.utf8))
                #expect(try await socket.rest().first?.closeCode == code)
            }
        }
    }

    @Test func `a handler sees the end when its client disconnects without closing`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Bool.self)
        try await TestServer.run(routes: { router in
            router.on(.get, "/ws") { request in
                try .webSocket(answering: request) { socket in
                    end.yield(try await socket.receive() == nil)
                }
            }
        }) { server async throws in
            let socket = try await TestWebSocket.open(server)
            socket.client.close()
            #expect(await ended.first { _ in true } == true)
        }
    }

    @Test
    func
        `a handshake that is refused leaves the connection to HTTP, and says what to upgrade to (RFC 9110, section 15.5.22)`()
        async throws
    {
        try await TestServer.run(routes: Self.echo) { server async throws in
            let client = try server.connect()
            let refused = try await client.exchange("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(refused?.status == 426)
            #expect(refused?.fields["upgrade"] == "websocket")
            #expect(refused?.fields["connection"] == "upgrade")
            #expect(try await client.exchange(TestServer.get)?.body == "hello")
        }
    }

    @Test func `HTTP 1.0 has no upgrade (RFC 9110, section 7.8)`() async throws {
        try await TestServer.run(routes: Self.echo) { server async throws in
            let old = TestWebSocket.handshake.replacing("HTTP/1.1", with: "HTTP/1.0")
            #expect(try await server.connect().exchange(old)?.status == 400)
        }
    }
}
