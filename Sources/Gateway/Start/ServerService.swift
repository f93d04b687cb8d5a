import EventLoop
import HTTPServer
import ServiceLifecycle

/// Serves until the process is told to stop, and then finishes what is under way.
struct ServerService: Service {
    let server: HTTPServer
    /// Where it is told to listen, for the message when it can't.
    let address: String
    /// How long what is under way may take.
    let grace: Duration
    /// Is told that the process stops, before anything else is.
    let stopping: @Sendable () -> Void
    /// Is told where the server listens.
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
            throw GatewayError.cannotListen("\(address): \(error)")
        }
    }
}
