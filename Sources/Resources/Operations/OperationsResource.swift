package import HTTPKit
import HTTPTypes

/// `/which`, `/check` and `/metrics`: version, health and metrics of the gateway.
package struct OperationsResource: Sendable {
    private let version: String
    private let isHealthy: @Sendable () async -> Bool
    private let metrics: @Sendable () async -> String

    /// - Parameters:
    ///   - version: The gateway's version.
    ///   - isHealthy: Whether the database responds.
    ///   - metrics: All metrics in Prometheus' text format.
    package init(
        version: String, isHealthy: @escaping @Sendable () async -> Bool,
        metrics: @escaping @Sendable () async -> String
    ) {
        self.version = version
        self.isHealthy = isHealthy
        self.metrics = metrics
    }

    /// GET: name and version.
    package func which(_ request: Request) async throws -> Response {
        .text("ticket-gateway \(version)\n")
    }

    /// GET: whether the database responds: 200 or 503, never with a problem document.
    package func check(_ request: Request) async throws -> Response {
        let isHealthy = await isHealthy()
        var response = Response.json(
            Array((isHealthy ? #"{"status":"OK"}"# : #"{"status":"KO"}"#).utf8),
            status: isHealthy ? .ok : .serviceUnavailable)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// GET: the metrics (Prometheus text exposition format 0.0.4).
    package func metrics(_ request: Request) async throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: .bytes(Array(await metrics().utf8)))
    }
}
