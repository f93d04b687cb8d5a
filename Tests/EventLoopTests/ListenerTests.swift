import EventLoop
import Glibc
import Testing

struct ListenerTests {
    @Test func `a listener on port 0 reports its actual port and accepts`() async throws {
        let listener = try Listener(address: .resolve(host: "127.0.0.1", port: 0), backlog: 16)
        #expect(listener.address.port > 0)
        #expect(listener.address.host == "127.0.0.1")
        let (accepted, continuation) = AsyncStream.makeStream(of: String.self)
        listener.start(
            .init(accepted: { descriptor, peer in
                close(descriptor)
                continuation.yield(peer.host)
            }))
        let client = try connect(to: listener.address.port)
        #expect(await accepted.first { _ in true } == "127.0.0.1")
        close(client)
        await listener.close()
    }

    @Test(.timeLimit(.minutes(1))) func `closing serves every client that had connected before`() async throws {
        let listener = try Listener(address: .resolve(host: "127.0.0.1", port: 0), backlog: 400)
        let clients = try (0..<300).map { _ in try connect(to: listener.address.port) }
        let (accepted, continuation) = AsyncStream.makeStream(of: Void.self)
        listener.start(
            .init(accepted: { descriptor, _ in
                close(descriptor)
                continuation.yield()
            }))
        await listener.close()
        var count = 0
        for await _ in accepted {
            count += 1
            if count == clients.count { break }
        }
        #expect(count == 300)
        for client in clients { close(client) }
    }

    @Test func `a port in use is an error with the name of the call`() async throws {
        let first = try Listener(address: .resolve(host: "127.0.0.1", port: 0), backlog: 1)
        first.start(.init(accepted: { descriptor, _ in close(descriptor) }))
        let error = #expect(throws: SystemError.self) {
            _ = try Listener(address: .resolve(host: "127.0.0.1", port: first.address.port), backlog: 1)
        }
        #expect(error == SystemError("bind", code: EADDRINUSE))
        await first.close()
    }

    @Test func `a host without an address is an error`() {
        #expect(throws: SystemError.self) { _ = try SocketAddress.resolve(host: "no such host", port: 0) }
    }

    @Test func `an IPv6 address is shown in brackets`() throws {
        #expect(try SocketAddress.resolve(host: "::1", port: 80).description == "[::1]:80")
    }

    private func connect(to port: Int) throws -> CInt {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw SystemError("connect") }
        return descriptor
    }
}
