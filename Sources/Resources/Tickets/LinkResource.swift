import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `…/tickets/{key}/links`.
package struct LinkResource: Sendable {
    private let service: LinkService

    package init(service: LinkService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "created_at")
        let (slug, key) = try ticketPath(request)
        try query.finish()
        let links = try await service.list(
            channel: slug, key: key, page: try list.timePage(order: TimeOrder(.createdAt, descending: false)),
            context: try request.context)
        return Response.list(links, list, of: request, cursor: { list.cursor(.init(time: $0.createdAt, id: $0.id)) }) {
            $1.link($0)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let context = try request.context
        var body = try await BodyReader(request)
        let type = body.required("type", FieldType<LinkType>.enumeration())
        let target = body.required("target", .text(1...2048))
        let (wantedType, wantedTarget) = try body.finish(type, target)
        let link = try await service.create(wantedType, to: wantedTarget, channel: slug, key: key, context: context)
        let location = Endpoint.getLink.path(slug, key, "\(link.id)")
        return Response.created(location: location, etag: ETag(link.revision)) { $0.link(link) }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let link = try await service.find(
            try request.identifier(of: "link"), channel: slug, key: key, context: try request.context)
        return request.notModified(ETag(link.revision)) ?? Response.object(etag: ETag(link.revision)) { $0.link(link) }
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        try await service.delete(
            try request.identifier(of: "link"), channel: slug, key: key, precondition: try request.precondition,
            context: try request.context)
        return .noContent
    }

    private func ticketPath(_ request: Request) throws -> (String, String) {
        (try request.slug(of: "channel"), try request.ticketKey)
    }
}
