import HTTPClient
import HTTPKit
import HTTPTypes
import Primitives

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

    /// Why the gateway is unhealthy: the detail of `/check`, or that it did not respond; empty if it gives none. nil if
    /// it is healthy.
    package static func problem(at url: String) async -> String? {
        do {
            let transport = try CurlTransport(guard: nil)
            let request = ClientRequest(
                .get, url + "/check", timeout: timeout, maximumResponseBytes: maximumResponseBytes)
            let response = try await transport.send(request)
            if response.status == 200 { return nil }
            return (try? JSON(parsing: response.body))?["detail"]?.stringValue ?? ""
        } catch let error as TransportError {
            return "\(url) did not respond: \(error.detail.isEmpty ? "\(error.kind)" : error.detail)"
        } catch {
            return ""
        }
    }
}
