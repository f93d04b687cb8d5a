import APIContract
import Documents
import HTTPKit
import HTTPTypes
import Models
import Primitives
import ServiceKit
package import Tickets

/// Accepts writes whose callers prefer an asynchronous operation.
package struct AsyncWrites: Sendable {
    /// `Retry-After` of accepted operations in seconds: if the tracker is healthy, the operation is usually done by
    /// then.
    private static let retryAfterSeconds = "2"

    private let service: OperationService

    package init(service: OperationService) { self.service = service }

    /// 202 with the operation that performs the write; nil if the caller prefers to wait (RFC 7240, section 4.1).
    /// - Parameters:
    ///   - body: The body as it was sent; nil if there is none.
    ///   - work: The decoded write.
    func accept(
        _ request: Request, channel: String, body: JSON?, precondition: Precondition = .none, _ work: OperationWork
    ) async throws -> Response? {
        guard request.prefersAsync else { return nil }
        // `Idempotency-Key` is ignored on DELETE, which is idempotent anyway.
        let key = request.method == .delete ? nil : request.idempotencyKey
        let operation = try await service.accept(
            work, request: { OperationReader.stored(body: body, precondition: precondition, template: $0) },
            channel: channel,
            idempotencyKey: key, context: try request.context)
        var response = Response.object { $0.operation(operation) }
        response.status = .accepted
        response.headers[.location] = Endpoint.getOperation.path("\(operation.id)")
        response.headers[.retryAfter] = Self.retryAfterSeconds
        if let name = HTTPField.Name.preferenceApplied { response.headers[name] = "respond-async" }
        return response
    }
}
