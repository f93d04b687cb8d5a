import EventLoop
import HTTPServer
import ServiceLifecycle

/// Serves requests until shutdown, then lets the requests in flight finish.
struct ServerService: Service {
    let server: HTTPServer
    /// The configured address, for the error message if it is not available.
    let address: String
    /// How long requests in flight may continue after shutdown begins.
    let grace: Duration
    /// Called first when shutdown begins.
    let stopping: @Sendable () -> Void
    /// Called with the address on which the server listens.
    let started: @Sendable (SocketAddress) -> Void

    func run() async throws {
        started(try await listen())
        try? await gracefulShutdown()
        stopping()
        await server.drain(within: grace)
    }

    private func listen() async throws -> SocketAddress {
        do {
            return try await server.start()
        } catch let error as SystemError {
            throw GatewayError.listening(at: address, error)
        }
    }
}
