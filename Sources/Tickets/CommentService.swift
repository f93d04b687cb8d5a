package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// Use cases of comments. Writes go to the tracker, and return a receipt, whose commit stores them in the mirror. All
/// comments of a ticket are mirrored when first requested, and read again after their ticket has changed.
package struct CommentService: Sendable {
    let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns a page of a ticket's comments. A page of limit + 1 comments means that there is a next page.
    package func list(
        channel slug: String, key: String, thread: String?, page: TimePage<Comment>, context: CallContext
    ) async throws -> (ticket: MirroredTicket, channel: Channel, comments: [Comment]) {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        try await bringUpToDate(ticket, in: channel, context)
        let comments = try await CommentRepository(environment.database.reader).list(
            of: ticket.id, includesInternal: context.principal.allows(.ticketsConfidential), thread: thread, page: page)
        return (ticket, channel, comments)
    }

    /// Returns a comment from the mirror.
    package func find(_ id: Comment.ID, channel slug: String, key: String, context: CallContext) async throws -> (
        Channel, Comment
    ) {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        return (channel, try await find(id, of: ticket, context))
    }

    /// Returns the comment of a patch without changes. It writes nothing and is therefore a read.
    /// - Throws: `ServiceError.preconditionFailed` if the comment does not satisfy the precondition.
    package func unchanged(
        _ id: Comment.ID, channel slug: String, key: String, precondition: Precondition, context: CallContext
    ) async throws -> (Channel, Comment) {
        guard context.principal.allows(.ticketsRead) else { throw ServiceError.forbidden(.ticketsRead) }
        let (channel, comment) = try await find(id, channel: slug, key: key, context: context)
        try precondition.require(ETag(of: comment))
        return (channel, comment)
    }

    /// Creates a comment.
    /// - Parameter earlier: An earlier attempt that may have created the comment although its response was lost; the
    ///   comment is searched for first.
    package func create(
        _ draft: CommentDraft, channel slug: String, key: String, after earlier: EarlierAttempt? = nil,
        context: CallContext
    ) async throws -> WriteReceipt<(Channel, Comment)> {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        if draft.isInternal, !context.principal.allows(.ticketsConfidential) {
            throw ServiceError.forbidden(.ticketsConfidential)
        }
        try await requireThread(of: draft, on: ticket, in: channel, context)
        let subjects: Set = [OwnWriteSubject.comment(made: draft.body)]
        let (own, remote) = try await environment.writing(channel, key: ticket.key, doing: subjects, context: context) {
            tracker in
            try tracker.require(draft.neededCapabilities)
            if let earlier, let made = try await find(draft, of: earlier, on: ticket, in: channel, with: tracker) {
                return made
            }
            return try await tracker.createComment(draft, on: ticket.key, in: channel.project)
        }
        return WriteReceipt(in: environment.database) { transaction in
            let repository = CommentRepository(transaction)
            _ = try await repository.lock(ticket.id)
            let (id, isNew) = try await store(remote, on: ticket, in: channel, context: context, repository)
            if isNew {
                try await repository.count(1, on: ticket.id)
                try await write(
                    .commentCreated, comment: id, on: ticket, in: channel, remote: remote, before: nil,
                    context: context, transaction: transaction)
            }
            try await OwnWriteRepository(transaction).end(own)
            let target = try await record(
                "comment.create", comment: id, on: ticket, in: channel, remote: remote, before: nil, context: context,
                transaction: transaction)
            return (target, id)
        } read: { id in
            (channel, try await written(id, on: ticket))
        }
    }

    /// Changes the text of a comment.
    package func update(
        _ id: Comment.ID, body: String, channel slug: String, key: String, precondition: Precondition,
        context: CallContext
    ) async throws -> WriteReceipt<(Channel, Comment)> {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        let present = try await find(id, of: ticket, context)
        try precondition.require(ETag(of: present))
        let (own, remote) = try await environment.writing(
            channel, key: ticket.key, doing: [OwnWriteSubject.comment(id)], context: context
        ) {
            tracker in
            try tracker.require(.updateComments)
            return try await tracker.updateComment(present.remoteID, body: body, on: ticket.key, in: channel.project)
        }
        return WriteReceipt(in: environment.database) { transaction in
            let repository = CommentRepository(transaction)
            _ = try await repository.lock(ticket.id)
            let isOld = try await repository.find(id, of: ticket.id)?.body != remote.body
            _ = try await store(remote, on: ticket, in: channel, context: context, repository)
            if isOld {
                try await write(
                    .commentUpdated, comment: id, on: ticket, in: channel, remote: remote, before: present.body,
                    context: context, transaction: transaction)
            }
            try await OwnWriteRepository(transaction).end(own)
            let target = try await record(
                "comment.update", comment: id, on: ticket, in: channel, remote: remote, before: present.body,
                context: context,
                transaction: transaction)
            return (target, ())
        } read: { _ in
            (channel, try await find(id, of: ticket, context))
        }
    }

    /// Deletes a comment.
    /// - Parameter isRepeat: Whether an earlier attempt may have deleted it; then "not found" from the tracker counts
    ///   as success.
    package func delete(
        _ id: Comment.ID, channel slug: String, key: String, precondition: Precondition, isRepeat: Bool = false,
        context: CallContext
    ) async throws -> WriteReceipt<Void> {
        let (channel, ticket) = try await locate(slug, key: key, context: context)
        let present = try await find(id, of: ticket, context)
        try precondition.require(ETag(of: present))
        let (own, _) = try await environment.writing(
            channel, key: ticket.key, doing: [OwnWriteSubject.comment(id)], context: context
        ) { tracker in
            try tracker.require(.deleteComments)
            do {
                try await tracker.deleteComment(present.remoteID, on: ticket.key, in: channel.project)
            } catch TrackerError.notFound where isRepeat {
                // Trackers also return "not found" if the ticket was deleted or the credentials lost access, so check
                // that the ticket is still readable.
                _ = try await tracker.ticket(ticket.key, in: channel.project)
            }
        }
        return WriteReceipt(in: environment.database) { transaction in
            let repository = CommentRepository(transaction)
            _ = try await repository.lock(ticket.id)
            try await repository.outdateReadings(of: ticket.id)
            if try await repository.delete(id) {
                try await repository.count(-1, on: ticket.id)
                try await write(
                    .commentDeleted, comment: id, on: ticket, in: channel, remote: nil, before: present.body,
                    wasInternal: present.isInternal, context: context, transaction: transaction)
            }
            try await OwnWriteRepository(transaction).end(own)
            let target = try await record(
                "comment.delete", comment: id, on: ticket, in: channel, remote: nil, before: present.body,
                context: context,
                transaction: transaction)
            return (target, ())
        } read: { _ in
        }
    }

    /// Lets callers without access to internal comments reply only in threads that they can read: the tracker's
    /// response would reveal whether an internal thread exists.
    private func requireThread(
        of draft: CommentDraft, on ticket: MirroredTicket, in channel: Channel, _ context: CallContext
    ) async throws {
        guard let thread = draft.threadID, !context.audience.includesConfidential else { return }
        try await environment.calling(channel, context: context) { try $0.require(draft.neededCapabilities) }
        try await bringUpToDate(ticket, in: channel, context)
        guard try await CommentRepository(environment.database.reader).hasPublicThread(thread, of: ticket.id) else {
            throw ServiceError.invalid("/thread_id", "there is no such thread")
        }
    }

    func locate(_ slug: String, key: String, context: CallContext) async throws -> (Channel, MirroredTicket) {
        let channel = try await environment.channel(slug, context)
        return (channel, try await environment.ticket(key, in: channel, context))
    }

    /// Returns a comment. Internal comments are not found by callers that may not read confidential tickets.
    func find(_ id: Comment.ID, of ticket: MirroredTicket, _ context: CallContext) async throws -> Comment {
        let comment = try await written(id, on: ticket)
        guard !comment.isInternal || context.principal.allows(.ticketsConfidential) else {
            throw ServiceError.notFound("comment")
        }
        return comment
    }

    /// Returns the comment that the caller has just written, even if it is internal because its thread is.
    private func written(_ id: Comment.ID, on ticket: MirroredTicket) async throws -> Comment {
        guard let comment = try await CommentRepository(environment.database.reader).find(id, of: ticket.id) else {
            throw ServiceError.notFound("comment")
        }
        return comment
    }
}

extension CommentService {
    /// Stores a comment that the tracker returned.
    /// - Returns: Its identifier, and whether it is new to the mirror. It is not if a webhook reported it first.
    private func store(
        _ remote: RemoteComment, on ticket: MirroredTicket, in channel: Channel, context: CallContext,
        _ repository: CommentRepository
    ) async throws -> (id: Comment.ID, isNew: Bool) {
        let stored = try await repository.store(
            [remote], ids: [environment.identifiers.next()], on: ticket, onBehalfOf: context.actor,
            at: environment.clock.now())
        if let first = stored.first { return (first.id, first.isNew) }
        guard let id = try await repository.identifier(of: remote.remoteID, on: ticket.id) else {
            throw ServiceError.notFound("comment")
        }
        if let actor = context.actor { try await repository.noteWriter(actor, of: id) }
        return (id, false)
    }

    private func write(
        _ type: EventType, comment id: Comment.ID, on ticket: MirroredTicket, in channel: Channel,
        remote: RemoteComment?,
        before: String?,
        wasInternal: Bool = false, context: CallContext, transaction: Transaction
    ) async throws {
        var event = environment.event(
            type, in: channel, on: ticket, at: remote?.changedAt ?? environment.clock.now(), origin: context.origin)
        event.commentID = id
        // A caller that cannot read an internal comment must not learn that it exists.
        if wasInternal || remote?.isInternal == true { event.confidential = true }
        event.actor = type == .commentCreated ? remote?.author : try await doer(in: channel, context, transaction)
        event.cause = context.cause
        event.causationID = context.causation
        // Everyone who can read the ticket can read its events, so they omit the text of internal comments.
        if before != nil, let remote, !remote.isInternal {
            event.changes = ["body": FieldChange(from: JSON(before), to: .string(remote.body))]
        }
        try await EventRepository(transaction).insert([event])
    }

    /// The account that changes or deletes a comment for the caller: the connection's own, if known. For a user that
    /// the caller acts on behalf of, only the name is known, and the event's cause contains it.
    private func doer(in channel: Channel, _ context: CallContext, _ transaction: Transaction) async throws
        -> RemoteUser?
    {
        guard context.actor == nil else { return nil }
        return try await ConnectionRepository(transaction).find(id: channel.connectionID)?.account
    }

    private func record(
        _ action: String, comment id: Comment.ID, on ticket: MirroredTicket, in channel: Channel,
        remote: RemoteComment?,
        before: String?,
        context: CallContext, transaction: Transaction
    ) async throws -> AuditTarget {
        let target = AuditTarget(.comment, id: id, name: ticket.key, channel: channel.slug)
        try await environment.audit.record(
            action, target: target,
            before: before.map { ["body": .string($0)] }, after: remote.map { ["body": .string($0.body)] },
            context: context,
            in: transaction)
        return target
    }
}

extension CallContext {
    /// The same call without `Ticket-Actor`: reads use the connection's own account.
    package var inOwnName: CallContext {
        var context = self
        context.actor = nil
        return context
    }
}
