import APIContract
import Documents
package import HTTPKit
import HTTPTypes
import Models
import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `…/tickets/{key}/attachments`.
package struct AttachmentResource: Sendable {
    /// The maximum file size in bytes, because files are held in memory as a whole.
    package static let maximumSize = 10 << 20

    private let service: AttachmentService

    package init(service: AttachmentService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "created_at")
        let (slug, key) = try ticketPath(request)
        try query.finish()
        let (channel, ticket, attachments) = try await service.list(
            channel: slug, key: key, page: try list.timePage(order: TimeOrder(.createdAt, descending: false)),
            context: try request.context)
        return Response.list(
            attachments, list, of: request, cursor: { list.cursor(.init(time: $0.createdAt, id: $0.id)) }
        ) {
            $1.attachment($0, in: channel, contentPath: Self.path($0, channel: slug, key: ticket.key) + "/content")
        }
    }

    /// POST: uploads a file. The body is its content.
    package func create(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let filename = query.required("filename", .filename)
        let (slug, key) = try ticketPath(request)
        let name = try query.finish(filename)
        let context = try request.context
        try await service.requireUpload(channel: slug, key: key, context: context)
        let bytes = try await request.body.collect(upTo: Self.maximumSize)
        let type = request.headers[.contentType] ?? "application/octet-stream"
        let draft = AttachmentDraft(filename: name, contentType: type, content: bytes)
        let (channel, ticket, attachment) = try await service.add(draft, channel: slug, key: key, context: context)
        let path = Self.path(attachment, channel: slug, key: ticket.key)
        return Response.created(location: path, etag: ETag(attachment.revision)) {
            $0.attachment(attachment, in: channel, contentPath: path + "/content")
        }
    }

    /// GET: the metadata of an attachment.
    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let (channel, ticket, attachment) = try await service.find(
            try request.identifier(of: "attachment"), channel: slug, key: key, context: try request.context)
        let etag = ETag(attachment.revision)
        return request.notModified(etag)
            ?? Response.object(etag: etag) {
                $0.attachment(
                    attachment, in: channel,
                    contentPath: Self.path(attachment, channel: slug, key: ticket.key) + "/content")
            }
    }

    /// GET: the content, always as a download, so that no file is executed in the gateway's origin.
    package func download(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        let file = try await service.content(
            try request.identifier(of: "attachment"), channel: slug, key: key, context: try request.context)
        var headers: HTTPFields = [
            .contentType: "application/octet-stream", .contentDisposition: Self.disposition(file.filename),
        ]
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: .ok, headers: headers, body: .bytes(file.content))
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (slug, key) = try ticketPath(request)
        try await service.delete(
            try request.identifier(of: "attachment"), channel: slug, key: key, precondition: try request.precondition,
            context: try request.context)
        return .noContent
    }

    private func ticketPath(_ request: Request) throws -> (String, String) {
        (try request.slug(of: "channel"), try request.ticketKey)
    }

    private static func path(_ attachment: Attachment, channel slug: String, key: String) -> String {
        Endpoint.getAttachment.path(slug, key, "\(attachment.id)")
    }

    /// The file's name in UTF-8, percent-encoded (RFC 6266, section 4.3), which every browser supports.
    private static func disposition(_ filename: String) -> String {
        "attachment; filename*=UTF-8''\(PercentEncoding.segment(filename))"
    }
}

extension FieldType where Value == String {
    /// A file name without a path.
    fileprivate static var filename: Self {
        text(1...255).checked { name in
            let isPlain =
                name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "/" && $0 != "\\" } && name != "."
                && name != ".."
            return isPlain ? nil : "must be a file's name without a path"
        }
    }
}
