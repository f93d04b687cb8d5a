import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `/api/v1/channels/{slug}/tracker`, `…/members` and `/api/v1/connections/{slug}/users`.
package struct ProjectResource: Sendable {
    private let service: ProjectService

    package init(service: ProjectService) { self.service = service }

    /// GET: the project as its tracker shows it.
    package func project(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (channel, project, capabilities) = try await service.project(
            channel: try request.slug(of: "channel"), context: try request.context)
        return Response.object {
            $0.project(project, tracker: channel.tracker, statusMap: channel.statusMap, capabilities: capabilities)
        }
    }

    package func members(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "username")
        let slug = try request.slug(of: "channel")
        try query.finish()
        let after = try list.cursor?.text(0)
        let (channel, members) = try await service.members(
            channel: slug, after: after, limit: list.limit, context: try request.context)
        return Response.list(members, list, of: request, cursor: { list.next(.string($0.user.username)) }) {
            $1.member($0, in: channel)
        }
    }

    package func addMember(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let context = try request.context
        var body = try await BodyReader(request)
        let user = body.required("user_id", .name)
        let level = body.optional("level", FieldType<String>.text(1...64))
        let wanted = try body.finish(user)
        let (channel, member) = try await service.addMember(wanted, level: level, channel: slug, context: context)
        return Response.created(location: nil) { $0.member(member, in: channel) }
    }

    package func removeMember(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.removeMember(
            try request.name("user_id", of: "member"), channel: try request.slug(of: "channel"),
            context: try request.context)
        return .noContent
    }

    /// GET: the users of a connection with this id, username or email; exactly one of these parameters must be given.
    package func users(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let slug = try request.slug(of: "connection")
        let queries = [
            query.optional("id", .name).map(UserQuery.id), query.optional("username", .name).map(UserQuery.username),
            query.optional("email", .text(3...254)).map(UserQuery.email),
        ].compactMap(\.self)
        try query.finish()
        guard let wanted = queries.first, queries.count == 1 else {
            throw ServiceError.invalid("?id", "exactly one of id, username and email must be given")
        }
        let user = try await service.user(wanted, connection: slug, context: try request.context)
        return Response.object { writer in
            writer.value([
                "data": .array(user.map { [$0.json] } ?? []),
                "page": ["limit": .integer(Int64(ListParameters.standardLimit)), "next": .null],
            ])
        }
    }
}
