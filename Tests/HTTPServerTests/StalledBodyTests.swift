import HTTPKit
import HTTPServer
import HTTPTypes
import Testing

/// Clients that withhold the end of a body use little memory and do not block others.
struct StalledBodyTests {
    private static let large = 256 << 10

    private static func head(_ length: Int) -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
    }

    /// A head, and a body without its last byte.
    private static func withheld() -> String { head(large) + String(repeating: "x", count: large - 1) }

    @Test func `peers that withhold one byte leave room for a small body, and get an error when they are evicted`()
        async throws
    {
        try await TestServer.run({ limits in
            (limits.bodyMemory.bytes, limits.bodyMemory.bytesPerPeer) = (1 << 20, 1 << 20)
        }) { server async throws in
            let stalled = try (0..<12).map { _ in try server.connect() }
            for client in stalled { try await client.send(Self.withheld()) }
            // In two pieces, because a body that arrives together with its head does not count towards the limits.
            let client = try server.connect()
            try await client.send(Self.head(5) + "he")
            #expect(try await client.exchange("llo")?.body == "hello")
            for client in stalled { client.shutdownWriting() }
            var statuses: [Int] = []
            for client in stalled { statuses += TestResponse.parse(try await client.receiveAll()).map(\.status) }
            // Three fit in the memory together with the small one; the others were evicted or not admitted.
            #expect(statuses.filter { $0 == 503 }.count >= 8, "\(statuses)")
            #expect(statuses.allSatisfy { [400, 503].contains($0) }, "\(statuses)")
        }
    }

    @Test func `a body that stalls after a fast start is closed after the grace period, and its memory is freed`()
        async throws
    {
        try await TestServer.run({ limits in
            (limits.bodyGrace, limits.bodyBytesPerSecond) = (.milliseconds(50), 1_000)
            (limits.bodyMemory.bodies, limits.bodyMemory.bodiesPerPeer) = (1, 1)
        }) { server async throws in
            for _ in 0..<3 {
                let responses = try await server.everything(for: Self.withheld())
                #expect(responses.map(\.status) == [408])
                #expect(responses.first?.fields["connection"] == "close")
            }
        }
    }

    @Test func `callers that are not authenticated leave half of the memory to those that are`() async throws {
        try await TestServer.run(
            { limits in
                limits.message.bodyBytes = Self.large
                (limits.bodyMemory.bytes, limits.bodyMemory.bytesPerPeer) = (4 * Self.large, 4 * Self.large)
                (limits.bodyMemory.bodies, limits.bodyMemory.bodiesPerPeer) = (100, 25)
            },
            routes: { router in
                router.on(.post, "/trusted") { request in
                    .text("\(try await request.body.authenticated().collect(upTo: .max).count)")
                }
            }
        ) { server async throws in
            let flood = try (0..<3).map { _ in try server.connect() }
            for client in flood { try await client.send(Self.withheld()) }
            let trusted = try (0..<2).map { _ in try server.connect() }
            for client in trusted { try await client.send(Self.withheld().replacing("/echo", with: "/trusted")) }
            for client in trusted { #expect(try await client.exchange("x")?.body == "\(Self.large)") }
            for client in flood { client.shutdownWriting() }
            var statuses: [Int] = []
            for client in flood { statuses += TestResponse.parse(try await client.receiveAll()).map(\.status) }
            // Three would fit in the whole memory, but not in half of it.
            #expect(statuses.sorted() == [400, 400, 503])
        }
    }

    @Test func `a body without free memory gets 503 with Retry-After, and a request without a body is served`()
        async throws
    {
        try await TestServer.run({ $0.bodyMemory.bodiesPerPeer = 1 }) { server async throws in
            let first = try server.connect()
            try await first.send(Self.head(10) + "hello")
            // Wait until the server has started to read the first body.
            _ = try await server.connect().exchange(TestServer.get)
            while server.server.statistics.requestsInFlight == 0 { await Task.yield() }
            let second = try server.connect()
            try await second.send(Self.head(10) + "hello")
            let refused = try await second.responses(1).first
            #expect(refused?.status == 503)
            #expect(refused?.fields["retry-after"] == "1")
            #expect(try await server.connect().exchange(TestServer.get)?.status == 200)
            #expect(try await first.exchange("world")?.body == "helloworld")
        }
    }
}
