import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `…/tickets/{key}/comments`.
package struct CommentResource: Sendable {
    private let service: CommentService
    private let asyncWrites: AsyncWrites

    /// - Parameter asyncWrites: Accepts writes whose callers prefer an asynchronous operation.
    package init(service: CommentService, asyncWrites: AsyncWrites) {
        self.service = service
        self.asyncWrites = asyncWrites
    }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let thread = query.optional("thread_id", .name)
        let list = query.list(sorts: ["created_at"], standard: "created_at")
        let (slug, key) = try ticketPath(request)
        try query.finish()
        let found = try await service.list(
            channel: slug, key: key, thread: thread,
            page: try list.timePage(order: TimeOrder(.createdAt, descending: list.sort.isDescending)),
            context: try request.context)
        return Response.list(
            found.comments, list, of: request, cursor: { list.cursor(.init(time: $0.createdAt, id: $0.id)) }
        ) {
            $1.comment($0, in: found.channel)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let context = try request.context
        var body = try await BodyReader(request)
        let asked = body.commentDraft()
        let draft = try body.finish(asked)
        if let accepted = try await asyncWrites.accept(
            request, channel: slug, body: body.sent, .createComment(key: key, draft))
        {
            return accepted
        }
        let (channel, comment) = try await service.create(
            draft, channel: slug, key: key, context: context
        ).commit()
        let location = Endpoint.getComment.path(slug, key, "\(comment.id)")
        return Response.created(location: location, etag: ETag(of: comment)) { $0.comment(comment, in: channel) }
    }

    package func get(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let includesRemoteData = query.includesRemoteData()
        let (slug, key) = try ticketPath(request)
        let id = try id(request)
        try query.finish()
        let (channel, comment) = try await service.find(id, channel: slug, key: key, context: try request.context)
        let etag = ETag(of: comment, includesRemoteData: includesRemoteData)
        return request.notModified(etag)
            ?? Response.object(etag: etag) { $0.comment(comment, in: channel, includesRemoteData: includesRemoteData) }
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let id = try id(request)
        let context = try request.context
        var body = try await BodyReader(request)
        let text = body.commentText()
        try body.finish()
        let precondition = try request.precondition.ofAnyVariant
        guard let text else {
            let (channel, comment) = try await service.unchanged(
                id, channel: slug, key: key, precondition: precondition, context: context)
            return response(comment, channel)
        }
        if let accepted = try await asyncWrites.accept(
            request, channel: slug, body: body.sent, precondition: precondition,
            .updateComment(key: key, id, body: text, precondition))
        {
            return accepted
        }
        let (channel, comment) = try await service.update(
            id, body: text, channel: slug, key: key, precondition: precondition, context: context
        ).commit()
        return response(comment, channel)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let id = try id(request)
        let precondition = try request.precondition.ofAnyVariant
        if let accepted = try await asyncWrites.accept(
            request, channel: slug, body: nil, precondition: precondition, .deleteComment(key: key, id, precondition))
        {
            return accepted
        }
        try await service.delete(
            id, channel: slug, key: key, precondition: precondition, context: try request.context
        ).commit()
        return .noContent
    }

    private func ticketPath(_ request: Request) throws -> (String, String) {
        (try request.slug(of: "channel"), try request.ticketKey)
    }

    private func id(_ request: Request) throws -> Comment.ID { try request.identifier(of: "comment") }

    private func response(_ comment: Comment, _ channel: Channel) -> Response {
        Response.object(etag: ETag(of: comment)) { $0.comment(comment, in: channel) }
    }
}
