import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `/api/v1/channels/{slug}/milestones`.
package struct MilestoneResource: Sendable {
    private static let descriptionLength = 0...65_536

    private let service: MilestoneService

    package init(service: MilestoneService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "id")
        let slug = try request.slug(of: "channel")
        try query.finish()
        let after: Milestone.ID? = try list.cursor?.identifier(0)
        let (channel, milestones) = try await service.list(
            channel: slug, after: after, limit: list.limit, context: try request.context)
        return Response.list(milestones, list, of: request, cursor: { list.next(.string($0.id.text)) }) {
            $1.milestone($0, in: channel)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let context = try request.context
        var body = try await BodyReader(request)
        let title = body.required("title", .visible(1...Ticket.maximumNameLength))
        var draft = body.milestoneDraft(Self.descriptionLength)
        draft.title = .set(try body.finish(title))
        let (channel, milestone) = try await service.create(draft, channel: slug, context: context)
        let location = Endpoint.getMilestone.path(slug, milestone.remote.key)
        return Response.created(location: location, etag: ETag(milestone.revision)) {
            $0.milestone(milestone, in: channel)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (channel, milestone) = try await service.find(
            try key(request), channel: try request.slug(of: "channel"), context: try request.context)
        return request.notModified(ETag(milestone.revision)) ?? response(milestone, channel)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let key = try key(request)
        let context = try request.context
        var body = try await BodyReader(request)
        let title = body.change("title", .visible(1...Ticket.maximumNameLength))
        var draft = body.milestoneDraft(Self.descriptionLength)
        draft.title = title
        draft.state = body.change("state", .enumeration())
        try body.finish()
        let (channel, milestone) = try await service.update(
            key, draft, channel: slug, precondition: request.precondition, context: context)
        return response(milestone, channel)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try key(request), channel: try request.slug(of: "channel"), precondition: request.precondition,
            context: try request.context)
        return .noContent
    }

    private func key(_ request: Request) throws -> String { try request.name("key", of: "milestone") }

    private func response(_ milestone: Milestone, _ channel: Channel) -> Response {
        Response.object(etag: ETag(milestone.revision)) { $0.milestone(milestone, in: channel) }
    }
}

extension BodyReader {
    /// Decodes the description and due date of a milestone.
    fileprivate mutating func milestoneDraft(_ length: ClosedRange<Int>) -> MilestoneDraft {
        var draft = MilestoneDraft()
        draft.description = nullableChange("description", .text(length))
        draft.dueAt = nullableChange("due_at", .timestamp)
        return draft
    }
}

extension JSONWriter {
    /// Writes a `Milestone`.
    mutating func milestone(_ milestone: Milestone, in channel: Channel) {
        let remote = milestone.remote
        beginObject()
        key("id")
        string(milestone.id.text)
        key("channel")
        string(channel.slug)
        key("tracker")
        string(channel.tracker.rawValue)
        key("remote_id")
        string(remote.remoteID)
        key("key")
        string(remote.key)
        key("url")
        string(remote.url)
        key("title")
        string(remote.title)
        key("description")
        string(remote.description)
        key("state")
        string(remote.state.rawValue)
        key("due_at")
        timestamp(remote.dueAt)
        key("closed_at")
        timestamp(remote.closedAt)
        key("created_at")
        timestamp(remote.createdAt)
        key("updated_at")
        timestamp(remote.updatedAt)
        key("synced_at")
        timestamp(milestone.syncedAt)
        endObject()
    }
}
