import APIContract
import Documents
package import HTTPKit
import HTTPTypes
import Models
import Primitives
import Repositories
package import Rules
import ServiceKit

/// Handlers of `/api/v1/rules`.
package struct RuleResource: Sendable {
    private let service: RuleService

    package init(service: RuleService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let enabled = query.optional("enabled", .bool)
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let context = try request.context
        let rules = try await service.list(enabled: enabled, page: try SlugPage(list), context: context)
        return Response.list(rules, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) }) {
            rule, writer in
            writer.rule(rule, includesConfidential: context.audience.includesConfidential)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let body = try await BodyReader(request)
        let context = try request.context
        let made = try await service.create(body.sent.objectValue ?? [:], context: context)
        return Response.created(location: Endpoint.getRule.path(made.slug), etag: ETag(made.revision)) {
            $0.rule(made, includesConfidential: context.audience.includesConfidential)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let context = try request.context
        let rule = try await service.find(try request.slug(of: "rule"), context: context)
        return request.notModified(ETag(rule.revision)) ?? response(rule, to: context)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let body = try await BodyReader(request)
        let context = try request.context
        let changed = try await service.update(
            try request.slug(of: "rule"), body.sent.objectValue ?? [:], context: context,
            precondition: try request.precondition)
        return response(changed, to: context)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try request.slug(of: "rule"), context: try request.context, precondition: try request.precondition)
        return .noContent
    }

    /// POST: shows what the rule would do for an event.
    package func test(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "rule")
        var body = try await BodyReader(request)
        let event = body.optional(
            "event_id", FieldType<Identifier<Event>>("the id of an event") { $0.stringValue.flatMap { Event.ID($0) } })
        let document = body.optional("document", FieldType<JSON>("an object") { $0.objectValue == nil ? nil : $0 })
        if body.contains("event_id") == body.contains("document") {
            body.fail("event_id", "is required, or document, but not both")
        }
        try body.finish()
        let context = try request.context
        let rehearsal: RuleRehearsal
        if let event {
            rehearsal = try await service.test(slug, on: event, context: context)
        } else {
            rehearsal = try await service.test(slug, on: document ?? [:], context: context)
        }
        return Response.object { $0.rehearsal(rehearsal, rule: slug) }
    }

    /// GET: the pairs that the rule keeps in sync.
    package func pairs(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-id")
        let slug = try request.slug(of: "rule")
        try query.finish()
        let pairs = try await service.pairs(
            of: slug, after: try list.cursor?.identifier(0), limit: list.limit + 1, context: try request.context)
        return Response.list(pairs, list, of: request, cursor: { list.next(.string($0.pair.id.text)) }) {
            shown, writer in
            writer.pair(shown.pair, source: shown.source, target: shown.target)
        }
    }

    private func response(_ rule: Rule, to context: CallContext) -> Response {
        Response.object(etag: ETag(rule.revision)) {
            $0.rule(rule, includesConfidential: context.audience.includesConfidential)
        }
    }
}
