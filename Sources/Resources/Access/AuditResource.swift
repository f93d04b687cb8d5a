import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
package import ServiceKit

/// Handler of `/api/v1/audit`.
package struct AuditResource: Sendable {
    private let service: AuditService

    package init(service: AuditService) { self.service = service }

    /// GET: the audit log, newest entry first.
    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-occurred_at")
        var filter = AuditFilter()
        filter.action = query.optional("action", .auditAction)
        filter.principal = query.optional("principal", .text(1...255))
        filter.targetKind = query.optional("object_type", .enumeration())
        filter.targetID = query.optional("object_id", .uuid)
        filter.requestID = query.optional("request_id", .text(1...128))
        filter.occurredAfter = query.optional("occurred_after", .timestamp)
        filter.occurredBefore = query.optional("occurred_before", .timestamp)
        try query.finish()
        let position = try list.cursor.map {
            AuditRepository.Position(occurredAt: try $0.timestamp(0), id: try $0.identifier(1))
        }
        let entries = try await service.list(
            filter, after: position, limit: list.limit + 1, context: try request.context)
        return Response.list(
            entries, list, of: request, cursor: { list.next(.integer($0.occurredAt.microseconds), .string($0.id.text)) }
        ) {
            entry, writer in writer.auditEntry(entry)
        }
    }
}

extension FieldType where Value == String {
    /// Object kind and verb, as in `ticket.update`.
    fileprivate static var auditAction: Self {
        Self("an action such as ticket.update") { json in
            json.stringValue.flatMap { $0.wholeMatch(of: /[a-z_]{1,64}\.[a-z_]{1,64}/) == nil ? nil : $0 }
        }
    }

    /// A UUID, normalised to the gateway's spelling.
    fileprivate static var uuid: Self {
        Self("an id such as 0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69") { json in
            json.stringValue.flatMap { Identifier<AuditTarget>($0)?.text }
        }
    }
}
