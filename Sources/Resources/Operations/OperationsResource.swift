package import HTTPKit
import HTTPTypes
import Primitives

/// `/which`, `/check` and `/metrics`: version, health and metrics of the gateway.
package struct OperationsResource: Sendable {
    private let version: String
    private let isHealthy: @Sendable () async -> Bool
    private let problem: @Sendable () async -> String?
    private let metrics: @Sendable () async -> String

    /// - Parameters:
    ///   - version: The gateway's version.
    ///   - isHealthy: Whether the database responds.
    ///   - problem: What else is wrong, for the operator; nil if nothing is. Called only while the database responds.
    ///   - metrics: All metrics in Prometheus' text format.
    package init(
        version: String, isHealthy: @escaping @Sendable () async -> Bool,
        problem: @escaping @Sendable () async -> String? = { nil },
        metrics: @escaping @Sendable () async -> String
    ) {
        self.version = version
        self.isHealthy = isHealthy
        self.problem = problem
        self.metrics = metrics
    }

    /// GET: name and version.
    package func which(_ request: Request) async throws -> Response {
        .text("ticket-gateway \(version)\n")
    }

    /// GET: whether the database responds and credentials can be decrypted: 200 or 503, never with a problem document.
    package func check(_ request: Request) async throws -> Response {
        let respondsToQueries = await isHealthy()
        let problem = respondsToQueries ? await problem() : nil
        let isHealthy = respondsToQueries && problem == nil
        var members: [String: JSON] = ["status": isHealthy ? "OK" : "KO"]
        if let problem { members["detail"] = .string(problem) }
        var response = Response.json(
            JSON.object(members).serialized(), status: isHealthy ? .ok : .serviceUnavailable)
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
