import HTTPClient
import HTTPKit
import HTTPTypes

/// Checks the health of a running gateway.
package enum HealthProbe {
    /// The maximum duration of the probe. `/check` responds within two seconds.
    private static let timeout = Duration.seconds(4)
    private static let maximumResponseBytes = 4_096

    /// The URL of a gateway on this machine with these settings.
    package static func url(_ settings: ListenSettings) -> String {
        let host = ["0.0.0.0", "::", ""].contains(settings.host) ? "127.0.0.1" : settings.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(settings.port)"
    }

    /// Whether `/check` responds with 200. Connection failures count as unhealthy.
    package static func isHealthy(at url: String) async -> Bool {
        do {
            let transport = try CurlTransport(guard: nil)
            let request = ClientRequest(
                .get, url + "/check", timeout: timeout, maximumResponseBytes: maximumResponseBytes)
            return try await transport.send(request).status == 200
        } catch {
            return false
        }
    }
}
