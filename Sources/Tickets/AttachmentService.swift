package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// Use cases of ticket attachments. The mirror holds only their metadata; the content stays with the tracker.
package struct AttachmentService: Sendable {
    private let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns a page of a ticket's attachments, oldest first, after reading them from the tracker. A page of limit + 1
    /// entries means that there is a next page.
    package func list(
        channel slug: String, key: String, page: TimePage<Attachment>, context: CallContext
    ) async throws -> (Channel, MirroredTicket, [Attachment]) {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        let remote = try await environment.live(of: ticket, in: channel, context) { tracker in
            try tracker.require(.readAttachments)
            return try await environment.readWhole("attachments", in: channel) {
                try await tracker.attachments(of: key, in: channel.project, page: $0)
            }
        }
        try await environment.database.transaction { transaction in
            try await store(remote.items, on: ticket, transaction)
            guard remote.isWhole else { return }
            try await AttachmentRepository(transaction).deleteOthers(than: remote.items.map(\.remoteID), of: ticket.id)
        }
        return (
            channel, ticket, try await AttachmentRepository(environment.database.reader).list(of: ticket.id, page: page)
        )
    }

    /// Returns the metadata of an attachment.
    package func find(_ id: Attachment.ID, channel slug: String, key: String, context: CallContext) async throws -> (
        Channel, MirroredTicket, Attachment
    ) {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        guard let attachment = try await AttachmentRepository(environment.database.reader).find(id, of: ticket.id)
        else {
            throw ServiceError.notFound("attachment")
        }
        return (channel, ticket, attachment)
    }

    /// Downloads an attachment from the tracker.
    package func content(_ id: Attachment.ID, channel slug: String, key: String, context: CallContext) async throws
        -> AttachmentDraft
    {
        let (channel, ticket, attachment) = try await find(id, channel: slug, key: key, context: context)
        return try await environment.live(of: ticket, in: channel, context) { tracker in
            try tracker.require(.readAttachments)
            return try await tracker.attachmentContent(attachment.remote.remoteID, of: key, in: channel.project)
        }
    }

    /// Throws if attachments cannot be added to the channel's tickets. Called before a large body is read.
    package func requireUpload(channel slug: String, key: String, context: CallContext) async throws {
        let (channel, _) = try await locate(slug, key: key, context: context)
        try await environment.calling(channel, context: context) { try $0.require(.writeAttachments) }
    }

    /// Uploads an attachment to the tracker and stores its metadata in the mirror.
    package func add(_ draft: AttachmentDraft, channel slug: String, key: String, context: CallContext) async throws
        -> (
            Channel, MirroredTicket, Attachment
        )
    {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeAttachments)
            return try await tracker.addAttachment(draft, to: key, in: channel.project)
        }
        let attachment = try await environment.database.transaction { transaction in
            try await store([remote], on: ticket, transaction)
            guard
                let stored = try await AttachmentRepository(transaction).find(remoteID: remote.remoteID, of: ticket.id)
            else {
                throw ServiceError.notFound("attachment")
            }
            let after: JSON = ["filename": .string(remote.filename), "size": remote.size.map(JSON.integer) ?? .null]
            try await record(
                "attachment.create", attachment: stored.id, on: ticket, in: channel, before: nil, after: after,
                context: context, transaction: transaction)
            return stored
        }
        return (channel, ticket, attachment)
    }

    /// Deletes an attachment at the tracker and in the mirror.
    package func delete(
        _ id: Attachment.ID, channel slug: String, key: String, precondition: Precondition, context: CallContext
    )
        async throws
    {
        let (channel, ticket, present) = try await find(id, channel: slug, key: key, context: context)
        try precondition.require(ETag(present.revision))
        try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.deleteAttachments)
            try await tracker.deleteAttachment(present.remote.remoteID, of: key, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await AttachmentRepository(transaction).delete(id)
            let before: JSON = ["filename": .string(present.remote.filename)]
            try await record(
                "attachment.delete", attachment: id, on: ticket, in: channel, before: before, after: nil,
                context: context, transaction: transaction)
        }
    }

    private func locate(_ slug: String, key: String, context: CallContext) async throws -> (Channel, MirroredTicket) {
        let channel = try await environment.channel(slug, context)
        return (channel, try await environment.ticket(key, in: channel, context))
    }

    private func store(_ remote: [RemoteAttachment], on ticket: MirroredTicket, _ transaction: Transaction) async throws
    {
        let distinct = Array(
            Dictionary(remote.filter(\.isStorable).map { ($0.remoteID, $0) }) { _, last in last }.values)
        try await AttachmentRepository(transaction).store(
            distinct, ids: distinct.map { _ in environment.identifiers.next() }, on: ticket.id,
            at: environment.clock.now())
    }

    private func record(
        _ action: String, attachment id: Attachment.ID, on ticket: MirroredTicket, in channel: Channel, before: JSON?,
        after: JSON?, context: CallContext,
        transaction: Transaction
    ) async throws {
        try await environment.audit.record(
            action, target: AuditTarget(.attachment, id: id, name: ticket.key, channel: channel.slug), before: before,
            after: after,
            context: context, in: transaction)
    }
}

extension RemoteAttachment {
    /// The maximum length of a tracker's attachment identifier: the limits of its column (characters) and of an entry
    /// of the index on it (bytes).
    private static let maximumID = (characters: 1024, bytes: 2048)

    /// Whether the mirror can store the attachment. One that it cannot store is skipped, so that the ticket's others
    /// are still stored.
    fileprivate var isStorable: Bool {
        (1...Self.maximumID.characters).contains(remoteID.unicodeScalars.count)
            && remoteID.utf8.count <= Self.maximumID.bytes
    }
}
