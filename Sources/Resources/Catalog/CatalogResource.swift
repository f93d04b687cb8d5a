import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
package import Tickets
import TrackerKit

package typealias LabelResource = CatalogResource<LabelCatalog>
package typealias MilestoneResource = CatalogResource<MilestoneCatalog>

/// Handlers of `/api/v1/channels/{slug}/labels` and `…/milestones`.
package struct CatalogResource<Entries: Catalog>: Sendable where Entries.Remote: CatalogPaging {
    private typealias Remote = Entries.Remote

    private let service: CatalogService<Entries>

    package init(service: CatalogService<Entries>) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: Remote.table.order)
        let slug = try request.slug(of: "channel")
        try query.finish()
        let after = try list.cursor.map(Remote.position)
        let (channel, entries) = try await service.list(
            channel: slug, after: after, limit: list.limit, context: try request.context)
        return Response.list(entries, list, of: request, cursor: { list.next(Remote.cursorValue(of: $0)) }) {
            $1.entry($0, in: channel)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let context = try request.context
        var body = try await BodyReader(request)
        let draft = Remote.draft(from: &body, isNew: true)
        try body.finish()
        let (channel, entry) = try await service.create(draft, channel: slug, context: context)
        let location = Remote.endpoint.path(slug, entry.remote.key)
        return Response.created(location: location, etag: ETag(entry.revision)) {
            $0.entry(entry, in: channel)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (channel, entry) = try await service.find(
            try key(request), channel: try request.slug(of: "channel"), context: try request.context)
        return request.notModified(ETag(entry.revision)) ?? response(entry, channel)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let key = try key(request)
        let context = try request.context
        var body = try await BodyReader(request)
        let draft = Remote.draft(from: &body, isNew: false)
        try body.finish()
        let (channel, entry) = try await service.update(
            key, draft, channel: slug, precondition: try request.precondition, context: context)
        return response(entry, channel)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try key(request), channel: try request.slug(of: "channel"), precondition: try request.precondition,
            context: try request.context)
        return .noContent
    }

    /// The path parameter that identifies the entry: its key column's name.
    private func key(_ request: Request) throws -> String {
        try request.name(Remote.table.key, of: Entries.kind.rawValue)
    }

    private func response(_ entry: CatalogEntry<Remote>, _ channel: Channel) -> Response {
        Response.object(etag: ETag(entry.revision)) { $0.entry(entry, in: channel) }
    }
}
