import APIContract
import Automation
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `/api/v1/templates`.
package struct TemplateResource: Sendable {
    /// The maximum body size in bytes: a template's longest text, JSON-escaped, with its variables.
    private static let maximumBytes = 2 << 20

    private let service: TemplateService

    package init(service: TemplateService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let channel = query.optional("channel", .slug)
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let templates = try await service.list(channel: channel, page: try SlugPage(list), context: try request.context)
        return Response.list(
            templates, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) }
        ) {
            $1.template($0)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request, limit: Self.maximumBytes)
        let draft = body.templateDraft()
        try body.finish()
        return Self.created(try await service.create(draft, context: try request.context)) { $0.template($1) }
    }

    /// POST: creates a template from a file of another project's tracker.
    package func importFile(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request, limit: Self.maximumBytes)
        let filename = body.required("filename", .visible(1...1024))
        let content = body.required("content", .text(0...TemplateFile.maximumBytes))
        let format = body.nullable("format", FieldType<TemplateFormat>.enumeration())
        let slug = body.nullable("slug", .slug)
        let channel = body.nullable("channel", .slug)
        let replaces = body.optional("replace", .bool) ?? false
        let file = try body.finish(filename, content)
        var wanted = TemplateImport(file: TemplateFile(path: file.0, content: file.1))
        (wanted.format, wanted.slug, wanted.channel, wanted.replaces) = (format, slug, channel, replaces)
        let outcome = try await service.importFile(wanted, context: try request.context)
        guard case .template(let template, true, _) = outcome else { return Response.object { $0.imported(outcome) } }
        return Self.created(template) { writer, _ in writer.imported(outcome) }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let template = try await service.find(try request.slug(of: "template"), context: try request.context)
        return request.notModified(ETag(template.revision)) ?? Self.response(template)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "template")
        var body = try await BodyReader(request, limit: Self.maximumBytes)
        let title = body.change("title", .visible(1...TemplateLimits.templateName))
        let description = body.nullableChange("description", .text(0...TemplateLimits.description))
        let channel = body.nullableChange("channel", .slug)
        // Decoded later, because they are merged into the present template first.
        _ = body.contains("ticket")
        _ = body.contains("variables")
        let patch = body.sent
        try body.finish()
        let changed = try await service.update(slug, if: try request.precondition, context: try request.context) {
            present in
            var draft = TemplateDraft(
                slug: present.slug, title: title.value ?? present.title,
                content: try Self.merged(patch, into: present.content))
            if case .set(let text) = description {
                draft.description = text
            } else {
                draft.description = present.description
            }
            if case .set(let slug) = channel { draft.channel = slug } else { draft.channel = present.channel }
            return draft
        }
        return Self.response(changed)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try request.slug(of: "template"), if: try request.precondition, context: try request.context)
        return .noContent
    }

    /// GET: the versions of a template, newest first.
    package func versions(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-version")
        let slug = try request.slug(of: "template")
        try query.finish()
        let before = try list.cursor.map { Int(try $0.integer(0)) }
        let versions = try await service.versions(
            of: slug, before: before, limit: list.limit + 1, context: try request.context)
        return Response.list(versions, list, of: request, cursor: { list.next(.integer(Int64($0.number))) }) {
            $1.templateVersion($0)
        }
    }

    /// POST: renders the ticket for given variables, without creating it.
    package func render(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "template")
        var body = try await BodyReader(request, limit: Self.maximumBytes, allowsEmpty: true)
        let variables = body.optional("variables", .variables) ?? [:]
        let version = body.nullable("version", .integer(1...Int(Int32.max)))
        let channel = body.nullable("channel", .slug)
        try body.finish()
        let made = try await service.render(
            TemplateUse(slug: slug, version: version, variables: variables), channel: channel,
            context: try request.context)
        return Response.object { $0.rendering(made) }
    }

    /// POST: syncs the templates of a channel's project.
    package func synchronize(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await BodyReader(request, allowsEmpty: true).finish()
        let result = try await service.synchronize(
            channel: try request.slug(of: "channel"), context: try request.context)
        return Response.object { $0.templateSync(result) }
    }

    /// The template's content after a merge patch (RFC 7396). Arrays are replaced as a whole.
    private static func merged(_ patch: JSON, into content: TemplateContent) throws -> TemplateContent {
        guard patch["ticket"] != nil || patch["variables"] != nil else { return content }
        var fields: [String: JSON] = [
            "ticket": content.ticket.json, "variables": .array(content.variables.map(\.json)),
        ]
        if let variables = patch["variables"] { fields["variables"] = variables.isNull ? [] : variables }
        if let ticket = patch["ticket"] {
            guard let changes = ticket.objectValue else { throw ServiceError.invalid("/ticket", "must be an object") }
            fields["ticket"] = .object((content.ticket.json.objectValue ?? [:]).merging(changes) { _, new in new })
        }
        var body = BodyReader(fields: fields)
        let merged = body.templateContent()
        try body.finish()
        return merged
    }

    private static func created(_ template: Template, _ write: (inout JSONWriter, Template) -> Void) -> Response {
        Response.created(location: Endpoint.getTemplate.path(template.slug), etag: ETag(template.revision)) {
            write(&$0, template)
        }
    }

    private static func response(_ template: Template) -> Response {
        Response.object(etag: ETag(template.revision)) { $0.template(template) }
    }
}
