import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
import RawServerSupport
import Testing

@testable import HTTPClient

/// The complete stack: upstream policies, address guard, libcurl and sockets.
struct UpstreamSocketTests {
    private let time = TestTime()

    private func client(_ cache: (any ConditionalCache)? = nil) throws -> UpstreamClient {
        let policy = AddressPolicy(allowedNetworks: [try #require(IPNetwork("127.0.0.0/8"))])
        let transport = try CurlTransport(guard: AddressGuard(policy))
        return UpstreamClient(
            transport: transport, policy: UpstreamPolicy(), cache: cache, clock: time, sleep: time.sleep)
    }

    /// A server that returns each of the statuses once, and then repeats the last one.
    private func server(_ statuses: [Int], _ fields: [String] = []) throws -> RawServer {
        let queue = StatusQueue(statuses)
        return try RawServer { connection, _ in connection.answer(queue.next(), fields: fields) }
    }

    @Test func `502 and then 200`() async throws {
        let server = try server([502, 200])
        #expect(try await client().send(ClientRequest(.get, server.url())).status == 200)
        #expect(server.requests.count == 2)
    }

    @Test func `429 with its wait and then 201`() async throws {
        let server = try server([429, 201], ["Retry-After: 3"])
        #expect(try await client().send(ClientRequest(.post, server.url(), body: [1])).status == 201)
        #expect(time.sleeps.reduce(.zero, +) >= .seconds(3))
    }

    @Test func `a dropped reply is repeated for a read only`() async throws {
        let server = try RawServer { connection, request in request.target == "/drop" ? false : connection.answer(200) }
        await #expect(throws: TransportError.self) {
            try await client().send(ClientRequest(.post, server.url("/drop"), body: [1]))
        }
        #expect(server.requests.count == 1)
        await #expect(throws: TransportError.self) { try await client().send(ClientRequest(.get, server.url("/drop"))) }
        #expect(server.requests.count == 4)
    }

    @Test func `304 responses over the network`() async throws {
        let server = try RawServer { connection, request in
            request.fields["if-none-match"] == "W/\"1\""
                ? connection.answer(304) : connection.answer(200, fields: ["ETag: W/\"1\""], body: "body")
        }
        let client = try client(MemoryConditionalCache())
        _ = try await client.send(ClientRequest(.get, server.url()))
        let second = try await client.send(ClientRequest(.get, server.url()))
        #expect(second.isFromCache)
        #expect(second.body == Array("body".utf8))
    }

    @Test func `an unavailable server opens the breaker`() async throws {
        let port = try RawServer { _, _ in false }.port
        let client = try client()
        for _ in 0..<4 { _ = try? await client.send(ClientRequest(.get, "http://127.0.0.1:\(port)/")) }
        #expect(client.budget.breaker.state == .open)
        #expect(client.budget.calls.sent == 10)
    }
}
