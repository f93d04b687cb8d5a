import HTTPClient
import ServiceLifecycle

/// Closes the connections to trackers and receivers when every service that uses them has stopped.
struct TransportService: Service {
    let transports: [CurlTransport]

    func run() async throws {
        try? await gracefulShutdown()
        for transport in transports { await transport.shutdown() }
    }
}
