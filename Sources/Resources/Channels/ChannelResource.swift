package import Connections
import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Handlers of `/api/v1/channels`.
package struct ChannelResource: Sendable {
    private let service: ChannelService
    private let registry: TrackerRegistry

    package init(service: ChannelService, registry: TrackerRegistry) {
        self.service = service
        self.registry = registry
    }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let connection = query.optional("connection", .slug)
        let tracker = query.optional("tracker", .tracker)
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let channels = try await service.list(
            connection: connection, tracker: tracker, page: try SlugPage(list), context: try request.context)
        return Response.list(
            channels, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) }
        ) {
            channel, writer in
            writer.channel(
                channel, capabilities: registry.capabilities(of: channel.tracker),
                limits: registry.textRules(of: channel.tracker))
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let slug = body.required("slug", .slug)
        let connection = body.required("connection", .slug)
        let path = body.required("path", .text(1...512))
        let title = body.optional("title", .text(1...255))
        let statusMap = body.optional("status_map", .statusMap)
        let settings = body.optional("settings", .settings)
        let sync = body.optional("sync", .sync)
        let required = try body.finish(slug, connection, path)
        var draft = ChannelDraft(slug: required.0, title: title, connection: required.1, path: required.2)
        draft.statusMap = statusMap ?? [:]
        draft.settings = settings ?? [:]
        draft.syncEnabled = sync?.enabled ?? true
        draft.syncIntervalSeconds = sync?.intervalSeconds
        let made = try await service.create(draft, context: try request.context)
        return Response.created(location: Endpoint.getChannel.path(made.slug), etag: ETag(made.revision)) {
            $0.channel(
                made, capabilities: registry.capabilities(of: made.tracker),
                limits: registry.textRules(of: made.tracker))
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let channel = try await service.find(try request.slug(of: "channel"), context: try request.context)
        let etag = channel.etag
        return request.notModified(etag) ?? response(channel)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        var patch = ChannelPatch()
        patch.title = body.change("title", .text(1...255))
        patch.path = body.change("path", .text(1...512))
        patch.statusMap = body.optional("status_map", .statusMapPatch) ?? [:]
        patch.settings = body.change("settings", .settingsPatch)
        if let sync = body.optional("sync", .sync) {
            patch.syncEnabled = sync.enabled.map(Change.set) ?? .unchanged
            patch.syncIntervalSeconds = sync.intervalSeconds.map(Change.set) ?? .unchanged
        }
        try body.finish()
        let changed = try await service.update(
            try request.slug(of: "channel"), patch, context: try request.context,
            precondition: try request.precondition.withoutCounters)
        return response(changed)
    }

    /// DELETE: 204, or 200 with the webhook that must be removed at the tracker manually.
    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let left = try await service.delete(
            try request.slug(of: "channel"), context: try request.context,
            precondition: try request.precondition.withoutCounters)
        guard let left else { return .noContent }
        return Response.object { $0.remainingWebhook(left) }
    }

    private func response(_ channel: Channel) -> Response {
        Response.object(etag: channel.etag) {
            $0.channel(
                channel, capabilities: registry.capabilities(of: channel.tracker),
                limits: registry.textRules(of: channel.tracker))
        }
    }
}
