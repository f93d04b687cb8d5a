import HTTPKit
import HTTPTypes
import RawServerSupport
import Testing

@testable import HTTPClient

struct CurlTransportGuardTests {
    private let loopback = IPNetwork("127.0.0.1/32")

    @Test(arguments: [
        "http://127.0.0.1", "http://localhost", "https://127.0.0.1", "https://[::1]", "http://169.254.169.254",
    ])
    func `an inward URL is not called`(_ base: String) async throws {
        let server = try RawServer { connection, _ in connection.answer(200) }
        let transport = try CurlTransport(guard: AddressGuard(.publicOnly))
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(ClientRequest(.get, "\(base):\(server.port)/", timeout: .seconds(30)))
        }
        #expect(error?.kind == .addressRefused)
        #expect(error?.requestMayHaveBeenProcessed == false)
        #expect(server.connections == 0)
    }

    @Test func `a name is called at the addresses that were checked`() async throws {
        let server = try RawServer { connection, request in
            connection.answer(200, body: request.fields["host"] ?? "")
        }
        let policy = AddressPolicy(allowedNetworks: [try #require(loopback)])
        let transport = try CurlTransport(guard: AddressGuard(policy, resolver: FixedResolver(["127.0.0.1"])))
        // Only the test's resolver knows this name.
        let response = try await transport.send(ClientRequest(.get, server.url(host: "tracker.invalid")))
        #expect(response.body == Array("tracker.invalid:\(server.port)".utf8))
    }

    @Test func `a name that changes its address is checked again`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200, fields: ["Connection: close"]) && false }
        let resolver = FixedResolver(["127.0.0.1"])
        let transport = try CurlTransport(
            guard: AddressGuard(AddressPolicy(allowedNetworks: [try #require(loopback)]), resolver: resolver))
        let request = ClientRequest(.get, server.url(host: "tracker.invalid"))
        _ = try await transport.send(request)
        resolver.answer(with: ["127.0.0.2"])
        let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(error?.kind == .addressRefused)
        #expect(server.connections == 1)
    }

    @Test func `a connection to a forbidden address carries no data`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200) }
        let transport = try CurlTransport(guard: nil)
        _ = try await transport.send(ClientRequest(.get, server.url()))
        let destination = Destination(
            url: try #require(UpstreamURL(server.url())), addresses: [], permits: { _ in false })
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(ClientRequest(.post, server.url(), body: [1]), to: destination)
        }
        #expect(error?.kind == .addressRefused)
        #expect(error?.requestMayHaveBeenProcessed == false)
        #expect(server.requests.count == 1)
    }

    @Test func `a proxy is used only when it is configured`() async throws {
        let proxy = try RawServer { connection, request in connection.answer(200, body: request.target) }
        let direct = try RawServer { connection, request in connection.answer(200, body: request.target) }
        let through = try CurlTransport(CurlConfiguration(proxy: proxy.url()), guard: nil)
        let past = try CurlTransport(guard: nil)
        #expect(try await through.send(ClientRequest(.get, direct.url("/a"))).body == Array(direct.url("/a").utf8))
        #expect(try await past.send(ClientRequest(.get, direct.url("/a"))).body == Array("/a".utf8))
    }
}
