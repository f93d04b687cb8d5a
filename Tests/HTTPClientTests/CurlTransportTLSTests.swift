import HTTPKit
import HTTPTypes
import RawServerSupport
import Testing

@testable import HTTPClient

struct CurlTransportTLSTests {
    private func send(to server: TLSServer, host: String, bundle: String?) async throws -> ClientResponse {
        let transport = try CurlTransport(CurlConfiguration(caBundlePath: bundle), guard: nil)
        return try await transport.send(ClientRequest(.get, "https://\(host):\(server.port)/?key=secret"))
    }

    @Test func `a certificate without a trusted issuer is refused`() async throws {
        let server = try TLSServer(names: "IP:127.0.0.1")
        let error = await #expect(throws: TransportError.self) {
            try await send(to: server, host: "127.0.0.1", bundle: nil)
        }
        #expect(error?.kind == .tls)
        #expect(error?.requestMayHaveBeenProcessed == false)
        #expect(error?.detail.contains("certificate") == true)
        #expect(error?.detail.contains("secret") == false)
    }

    @Test func `a certificate authority of the operator is trusted`() async throws {
        let server = try TLSServer(names: "IP:127.0.0.1,DNS:localhost")
        #expect(try await send(to: server, host: "127.0.0.1", bundle: server.bundlePath).status == 200)
        #expect(try await send(to: server, host: "localhost", bundle: server.bundlePath).status == 200)
    }

    @Test func `a certificate for another name is refused`() async throws {
        let server = try TLSServer(names: "DNS:other.example")
        let error = await #expect(throws: TransportError.self) {
            try await send(to: server, host: "127.0.0.1", bundle: server.bundlePath)
        }
        #expect(error?.kind == .tls)
    }

    @Test func `an old version of TLS is refused`() async throws {
        let server = try TLSServer(names: "IP:127.0.0.1", options: ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        let error = await #expect(throws: TransportError.self) {
            try await send(to: server, host: "127.0.0.1", bundle: server.bundlePath)
        }
        #expect(error?.kind == .tls)
    }

    @Test func `a server that speaks no TLS is refused`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200) }
        let transport = try CurlTransport(guard: nil)
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(
                ClientRequest(.post, "https://127.0.0.1:\(server.port)/", body: [1], timeout: .seconds(2)))
        }
        #expect(error?.kind == .tls || error?.kind == .timeout)
        #expect(error?.requestMayHaveBeenProcessed == false)
    }

    @Test func `a missing CA bundle trusts no server`() async throws {
        let server = try TLSServer(names: "IP:127.0.0.1")
        let error = await #expect(throws: TransportError.self) {
            try await send(to: server, host: "127.0.0.1", bundle: "/nonexistent.pem")
        }
        #expect(error?.kind == .tls)
    }
}
