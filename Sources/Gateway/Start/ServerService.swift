import EventLoop
import HTTPServer
import ServiceLifecycle

/// Serves until the process is told to stop, and then finishes what is under way.
struct ServerService: Service {
    let server: HTTPServer
    /// How long what is under way may take.
    let grace: Duration
    /// Is told where the server listens.
    let started: @Sendable (SocketAddress) -> Void

    func run() async throws {
        started(try await server.start())
        try? await gracefulShutdown()
        await server.drain(within: grace)
    }
}
