import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
package import Tickets

/// Handlers of `/api/v1/operations`.
package struct OperationResource: Sendable {
    private let service: OperationService

    package init(service: OperationService) { self.service = service }

    /// GET: the operations, newest first.
    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-id")
        var filter = OperationFilter()
        filter.channels = query.channels()
        filter.status = query.optional("status", .enumeration())
        try query.finish()
        let operations = try await service.list(
            filter, after: try list.cursor?.identifier(0), limit: list.limit + 1, context: try request.context)
        return Response.list(operations, list, of: request, cursor: { list.next(.string($0.id.text)) }) {
            $1.operation($0)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let operation = try await service.find(try request.identifier(of: "operation"), context: try request.context)
        return request.notModified(operation.etag) ?? Response.object(etag: operation.etag) { $0.operation(operation) }
    }

    /// DELETE: cancels an operation that is not running.
    package func cancel(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.cancel(
            try request.identifier(of: "operation"), if: try request.precondition, context: try request.context)
        return .noContent
    }
}
