import APIContract
import HTTPKit
import HTTPTypes
import Models
import Primitives
import ServiceKit
package import Tickets

/// Takes writes whose callers prefer not to wait.
package struct OperationDesk: Sendable {
    /// After how many seconds it is worth asking how far an operation is: when the tracker is well, it is done by then.
    private static let lookAgainAfter = "2"

    private let service: OperationService

    /// Accepts with `service`.
    package init(service: OperationService) { self.service = service }

    /// 202 with the operation that does the write; nil for a caller who waits (RFC 7240, section 4.1).
    /// - Parameters:
    ///   - body: The body as it was sent; nil where there is none.
    ///   - work: The same as it was read.
    func accept(
        _ request: Request, channel: String, body: JSON?, precondition: Precondition = .none, _ work: OperationWork
    ) async throws -> Response? {
        guard request.prefersAsync else { return nil }
        // A key has no meaning on DELETE: a repeat of that changes nothing.
        let key = request.method == .delete ? nil : request.idempotencyKey
        let operation = try await service.accept(
            work, request: { OperationReader.stored(body: body, precondition: precondition, template: $0) },
            channel: channel,
            idempotencyKey: key, context: try request.context)
        var response = Response.object { $0.operation(operation) }
        response.status = .accepted
        response.headers[.location] = Endpoint.getOperation.path("\(operation.id)")
        response.headers[.retryAfter] = Self.lookAgainAfter
        if let name = HTTPField.Name.preferenceApplied { response.headers[name] = "respond-async" }
        return response
    }
}
