package import Alerts
import Documents
import Foundation
package import HTTPKit
import HTTPTypes
package import Intake
import Models
import Primitives
package import ServiceKit

/// Handlers of `/alerts/{flavor}` and `/alerts/{flavor}/{secret}`, which monitoring systems call.
package struct IncomingAlertResource: Sendable {
    /// The maximum size of a body in bytes: several thousand alerts of Alertmanager.
    private static let maximumBodyBytes = 5 << 20

    private let service: IncomingAlertService
    private let capacity: WebhookCapacity
    private let failures: RateLimiter

    /// - Parameters:
    ///   - capacity: Limits concurrent deliveries.
    ///   - failures: Limits requests with invalid credentials per peer address.
    package init(service: IncomingAlertService, capacity: WebhookCapacity, failures: RateLimiter) {
        self.service = service
        self.capacity = capacity
        self.failures = failures
    }

    /// POST: stores alerts, and responds after they are committed.
    package func receive(_ request: Request) async throws -> Response {
        let flavor = try await flavor(of: request)
        try MediaType.requireJSON(request)
        guard let source = flavor.source else { throw ServiceError.conflict(detail: "The flavor has no source.") }
        return try await capacity.withBody(request.body, from: request.peerAddress, upTo: Self.maximumBodyBytes) {
            body in
            let read = try IncomingAlerts(parsing: body, from: source, severity: flavor.defaultSeverity)
            if read.alerts.isEmpty, !read.problems.isEmpty { throw Failure.invalid(read.problems) }
            return Self.response(try await service.receive(read.alerts, of: flavor), read.problems)
        }
    }

    private func flavor(of request: Request) async throws -> AlertFlavor {
        let slug = try request.parameter("flavor")
        guard let token = request.parameters["secret"] ?? AlertCredential.of(request) else {
            throw Problem.unauthorized(detail: "An alert token is required, in the URL or in Authorization.")
        }
        if let flavor = try await service.flavor(slug, for: token) { return flavor }
        if let verdict = failures.isExhausted(request.peerAddress) { throw Failure.tooManyFailures(verdict) }
        _ = failures.admit(request.peerAddress)
        throw Problem.unauthorized(detail: "The alert token is not one of this flavor.", error: "invalid_token")
    }

    private static func response(_ steps: [AlertStep: Int], _ problems: [FieldError]) -> Response {
        Response.object { writer in
            writer.beginObject()
            for step in AlertStep.allCases {
                writer.key(escaping: step.rawValue)
                writer.integer(steps[step] ?? 0)
            }
            writer.key("problems")
            writer.beginArray()
            for problem in problems {
                writer.beginObject()
                writer.key("pointer")
                writer.string(problem.pointer)
                writer.key("detail")
                writer.string(problem.detail)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
    }
}

/// The alert token in the header of a monitoring system: as `Bearer`, as `Token`, or as the password of `Basic`, which
/// are what the systems can be configured to send.
private enum AlertCredential {
    static func of(_ request: Request) -> String? {
        let words = (request.headers[.authorization] ?? "").split(separator: " ")
        guard words.count == 2, let scheme = words.first?.lowercased() else { return nil }
        switch scheme {
        case "bearer", "token": return String(words[1])
        case "basic":
            // RFC 7617: user and password, separated by a colon.
            guard let data = Data(base64Encoded: String(words[1])) else { return nil }
            return String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1).last.map(String.init)
        default: return nil
        }
    }
}
