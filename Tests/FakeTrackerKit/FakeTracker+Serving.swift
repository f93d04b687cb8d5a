import EventLoop
import HTTPServer

extension FakeTracker {
    /// Serves the fake on its own port while `body` runs. `body` gets the address, `http://127.0.0.1:…`, without
    /// ``pathPrefix``.
    package func serving(_ body: (_ address: String) async throws -> Void) async throws {
        let group = try EventLoopGroup(count: 1)
        defer { group.shutdown() }
        let server = HTTPServer(configuration: ServerConfiguration(port: 0, raisesDescriptorLimit: false), group: group)
        {
            await self.respond(to: $0)
        }
        let address = try await server.start()
        do {
            try await body("http://\(address)")
        } catch {
            await server.drain(within: .seconds(1))
            throw error
        }
        await server.drain(within: .seconds(1))
    }
}
