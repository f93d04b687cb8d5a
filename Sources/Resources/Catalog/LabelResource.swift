import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `/api/v1/channels/{slug}/labels`.
package struct LabelResource: Sendable {
    private let service: LabelService

    package init(service: LabelService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "name")
        let slug = try request.slug(of: "channel")
        try query.finish()
        let after = try list.cursor?.text(0)
        let (channel, labels) = try await service.list(
            channel: slug, after: after, limit: list.limit, context: try request.context)
        return Response.list(labels, list, of: request, cursor: { list.next(.string($0.remote.name)) }) {
            $1.label($0, in: channel)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let context = try request.context
        var body = try await BodyReader(request)
        let name = body.required("name", .visible(1...Ticket.maximumNameLength))
        var draft = body.labelDraft()
        draft.name = .set(try body.finish(name))
        let (channel, label) = try await service.create(draft, channel: slug, context: context)
        let location = Endpoint.getLabel.path(slug, label.remote.name)
        return Response.created(location: location, etag: ETag(label.revision)) { $0.label(label, in: channel) }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (channel, label) = try await service.find(
            try name(request), channel: try request.slug(of: "channel"), context: try request.context)
        return request.notModified(ETag(label.revision)) ?? response(label, channel)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let name = try name(request)
        let context = try request.context
        var body = try await BodyReader(request)
        let newName = body.change("name", .visible(1...Ticket.maximumNameLength))
        var draft = body.labelDraft()
        draft.name = newName
        try body.finish()
        let (channel, label) = try await service.update(
            name, draft, channel: slug, precondition: request.precondition, context: context)
        return response(label, channel)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try name(request), channel: try request.slug(of: "channel"), precondition: request.precondition,
            context: try request.context)
        return .noContent
    }

    private func name(_ request: Request) throws -> String { try request.name("name", of: "label") }

    private func response(_ label: Label, _ channel: Channel) -> Response {
        Response.object(etag: ETag(label.revision)) { $0.label(label, in: channel) }
    }
}

extension BodyReader {
    /// Decodes the colour and description of a label.
    fileprivate mutating func labelDraft() -> LabelDraft {
        var draft = LabelDraft()
        draft.color = nullableChange("color", .color)
        draft.description = nullableChange("description", .text(0...1024))
        return draft
    }
}

extension FieldType where Value == String {
    /// A colour of six hexadecimal digits, converted to lower case as trackers expect.
    fileprivate static var color: Self {
        Self("a colour such as d73a4a") { json in
            guard let digits = json.stringValue?.lowercased(), digits.utf8.count == 6 else { return nil }
            return digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? digits : nil
        }
    }
}

extension JSONWriter {
    /// Writes a `Label`.
    mutating func label(_ label: Label, in channel: Channel) {
        beginObject()
        key("id")
        string(label.id.text)
        key("channel")
        string(channel.slug)
        key("tracker")
        string(channel.tracker.rawValue)
        key("remote_id")
        string(label.remote.remoteID)
        key("name")
        string(label.remote.name)
        key("color")
        string(label.remote.color)
        key("description")
        string(label.remote.description)
        key("scope")
        string(label.remote.scope.rawValue)
        key("url")
        string(label.remote.url)
        key("synced_at")
        timestamp(label.syncedAt)
        endObject()
    }
}
