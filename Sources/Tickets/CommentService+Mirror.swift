import Connections
import JobQueue
package import Models
import Postgres
package import Primitives
import Repositories
import ServiceKit
package import TrackerKit

/// Mirroring of a ticket's comments. Several reads of the same ticket may run concurrently and finish in any order, so
/// each records the mark of the mirror from before it began.
extension CommentService {
    /// How often comments are read again because a comment was deleted during the read.
    private static let maximumReadings = 3

    /// Reads a ticket's comments from the tracker into the mirror.
    /// - Parameters:
    ///   - news: Changes at or after this time are recorded as events even if the mirror had no comments of the ticket
    ///     yet.
    ///   - reported: The comment that the tracker reported, and the user who changed or deleted it.
    ///   - tracker: The channel's.
    /// - Throws: `JobFailure.retry` if comments were deleted during every read.
    package func refresh(
        _ key: String, in channel: Channel, origin: EventOrigin, news: Timestamp, reported: ReportedComment? = nil,
        with tracker: any IssueTracker
    )
        async throws
    {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let repository = TicketRepository(environment.database)
        guard let ticket = try await repository.find(channel: channel.id, key: key, for: everything) else { return }
        guard tracker.capabilities.contains(.readComments) else { return }
        for _ in 0..<Self.maximumReadings {
            let reading = try await read(ticket, in: channel, with: tracker)
            guard let present = try await reread(ticket, in: channel, origin: origin, with: tracker) else { return }
            if try await keep(reading, on: present, in: channel, origin: origin, news: news, reported: reported) {
                return
            }
        }
        throw JobFailure.retry(after: nil, "the ticket's comments changed while they were read")
    }

    /// Reads a public ticket again after its comments, and stores it before them. It may have become confidential since
    /// the mirror last read it, and the comments may have been written after that.
    /// - Returns: The ticket as stored; nil if it is gone.
    private func reread(
        _ ticket: MirroredTicket, in channel: Channel, origin: EventOrigin, with tracker: any IssueTracker
    ) async throws -> MirroredTicket? {
        guard !ticket.confidential, tracker.capabilities.contains(.confidential),
            environment.provider.isRemote(channel.tracker)
        else { return ticket }
        let remote: Ticket
        do {
            remote = try await tracker.ticket(ticket.key, in: channel.project)
        } catch TrackerError.notFound {
            return nil
        }
        try await tracker.requireOwn(remote, insteadOf: ticket, in: channel)
        _ = try await environment.database.transaction { transaction in
            try await environment.mirror.store([remote], in: channel, origin: origin, executor: transaction)
        }
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        var present = try await TicketRepository(environment.database).find(id: ticket.id, for: everything)
        // The comments were read before this state of the ticket, so they may not be of it.
        present?.updatedAt = ticket.updatedAt
        return present
    }

    /// How long mirrored comments are considered current if comments do not change the ticket's modification time, as
    /// with those written in GlitchTip's web interface.
    private static let lifetimeWithoutClock = Duration.seconds(60)

    /// Reads the comments from the tracker unless the mirror is current. If the tracker fails, comments mirrored
    /// earlier are used; without any, the error is thrown.
    /// - Throws: `ServiceError.notFound` if the ticket turns out to be hidden from the caller.
    func bringUpToDate(_ ticket: MirroredTicket, in channel: Channel, _ context: CallContext) async throws {
        let isOfPresentState = ticket.commentsAsOf.map { $0 >= ticket.updatedAt } ?? false
        let isYoung = ticket.commentsSyncedAt.map { environment.clock.now() - $0 < Self.lifetimeWithoutClock } ?? false
        if isOfPresentState, isYoung { return }
        for _ in 0..<Self.maximumReadings {
            let live: TicketEnvironment.LiveContent<CommentReading>?
            do {
                live = try await environment.readingLive(of: ticket, in: channel, context) { tracker in
                    if isOfPresentState, tracker.listShowsEveryChange { return nil }
                    try tracker.require(.readComments)
                    return try await read(ticket, in: channel, with: tracker)
                }
            } catch let error as ServiceError {
                guard ticket.commentsAsOf != nil else { throw error }
                return
            }
            guard let live else { return }
            // Stored before the comments, whose events are confidential if the ticket is.
            var present = try await environment.requireVisible(ticket, after: live, in: channel, context)
            // The comments were read before this state of the ticket, so they may not be of it.
            present.updatedAt = ticket.updatedAt
            if try await keep(live.content, on: present, in: channel, origin: .poll) { return }
        }
    }

    private func read(_ ticket: MirroredTicket, in channel: Channel, with tracker: any IssueTracker) async throws
        -> CommentReading
    {
        let mark = try await CommentRepository(environment.database).mark()
        var budget = CommentBudget()
        let remote = try await environment.readWhole("comments", in: channel) { token in
            budget.bounded(try await tracker.comments(of: ticket.key, in: channel.project, page: token), of: ticket.key)
        }
        let distinct = Dictionary(remote.items.filter(\.isStorable).map { ($0.remoteID, $0) }) { _, last in last }
        return CommentReading(
            comments: distinct.values.sorted { $0.remoteID < $1.remoteID }, isWhole: remote.isWhole, mark: mark)
    }

    /// Updates the mirror to what was read, unless a later read has been stored.
    /// - Returns: false if a comment was deleted after the read began, so its result may be outdated.
    private func keep(
        _ reading: CommentReading, on ticket: MirroredTicket, in channel: Channel, origin: EventOrigin,
        news: Timestamp? = nil,
        reported: ReportedComment? = nil
    ) async throws -> Bool {
        try await environment.database.transaction { transaction in
            // The ticket may have been removed together with its comments.
            guard let state = try await CommentRepository(transaction).lock(ticket.id) else { return true }
            guard state.mark < reading.mark else { return state.asOf.map { $0 >= ticket.updatedAt } ?? false }
            try await replace(
                reading, state: state, on: ticket, in: channel, origin: origin, news: news, reported: reported,
                transaction: transaction)
            return true
        }
    }

    private func replace(
        _ reading: CommentReading, state: CommentRepository.MirrorState, on ticket: MirroredTicket, in channel: Channel,
        origin: EventOrigin,
        news: Timestamp?, reported: ReportedComment?, transaction: Transaction
    ) async throws {
        let repository = CommentRepository(transaction)
        let now = environment.clock.now()
        let stored = try await repository.store(
            reading.comments, ids: reading.comments.map { _ in environment.identifiers.next() }, on: ticket,
            onBehalfOf: nil, at: now)
        // A comment that is missing from a truncated list may still exist.
        let removed =
            reading.isWhole
            ? try await repository.deleteOthers(
                than: reading.comments.map(\.remoteID), of: ticket.id, before: reading.mark) : []
        try await repository.markSynced(ticket.id, asOf: ticket.updatedAt, mark: reading.mark, at: now)
        guard state.asOf != nil || news != nil else { return }
        guard !stored.isEmpty || !removed.isEmpty else { return }
        let own = try await environment.ownWrites(to: ticket, in: channel, transaction)
        let known = Dictionary(reading.comments.map { ($0.remoteID, $0) }) { first, _ in first }
        let written = stored.compactMap { entry -> Event? in
            let comment = known[entry.remoteID]
            // Without a time, a comment that the mirror reads for the first time is not known to be new.
            if state.asOf == nil, let comment, let news, comment.changedAt.map({ $0 < news }) ?? true { return nil }
            var event = environment.event(
                entry.isNew ? .commentCreated : .commentUpdated, in: channel, on: ticket, at: comment?.changedAt ?? now,
                origin: origin)
            event.commentID = entry.id
            if comment?.isInternal == true { event.confidential = true }
            event.actor =
                entry.isNew
                ? comment?.author ?? reported?.actor(of: entry.remoteID) : reported?.actor(of: entry.remoteID)
            let subject =
                entry.isNew ? OwnWriteSubject.comment(made: comment?.body ?? "") : OwnWriteSubject.comment(entry.id)
            event.attribute(to: own.write(to: ticket.key, doing: [subject], at: event.occurredAt))
            return event
        }
        let gone = removed.map { id, remoteID, isInternal in
            var event = environment.event(
                .commentDeleted, in: channel, on: ticket, at: reported?.moment(of: remoteID) ?? now, origin: origin)
            event.commentID = id
            if isInternal { event.confidential = true }
            event.actor = reported?.actor(of: remoteID)
            event.attribute(to: own.write(to: ticket.key, doing: [OwnWriteSubject.comment(id)], at: event.occurredAt))
            return event
        }
        try await EventRepository(transaction).insert(written + gone)
    }
}

/// A comment that a tracker reported, and the user who created, changed or deleted it. The comment itself names only
/// its author, who may be somebody else.
package struct ReportedComment: Sendable {
    /// The tracker's identifier; nil if the tracker does not say which comment it is.
    package var remoteID: String?
    /// The user who created, changed or deleted the comment.
    package var actor: RemoteUser?
    /// When, by the tracker's clock; or when the delivery was received.
    package var at: Timestamp

    package init(remoteID: String?, actor: RemoteUser?, at: Timestamp) {
        self.remoteID = remoteID
        self.actor = actor
        self.at = at
    }

    /// The actor, if this is the reported comment; nil for any other comment.
    func actor(of id: String) -> RemoteUser? { id == remoteID ? actor : nil }

    /// The time of the change, if this is the reported comment; nil for any other comment.
    func moment(of id: String) -> Timestamp? { id == remoteID ? at : nil }
}

/// Bounds the size of the comments that are read of a ticket, which are in memory together until they are stored.
struct CommentBudget {
    /// The number of bytes after which no further page is read.
    private let maximum: Int
    private var bytes = 0

    /// - Parameter maximum: Default: more than thousands of long comments have.
    init(maximum: Int = 64 << 20) { self.maximum = maximum }

    /// The page, as the last one if the comments so far are too large. The list then counts as incomplete, so that the
    /// comments that it lacks do not count as deleted.
    mutating func bounded(_ page: Page<RemoteComment>, of key: String) -> Page<RemoteComment> {
        bytes += page.items.reduce(0) { $0 + $1.body.utf8.count + $1.remoteData.approximateBytes }
        guard bytes > maximum, page.next != nil else { return page }
        var page = page
        page.next = nil
        page.skipped.append(
            SkippedRow(key: nil, reason: "the comments of ticket \(key) exceed the maximum size of a list"))
        return page
    }
}

/// The comments of a ticket as read from its tracker.
private struct CommentReading: Sendable {
    /// Without duplicates, ordered by the tracker's identifier, so that every read stores them in the same order.
    let comments: [RemoteComment]
    /// Whether the list is complete.
    let isWhole: Bool
    /// ``CommentRepository/mark()`` from before the tracker was called.
    let mark: Int64
}

extension RemoteComment {
    /// Whether the mirror can store the comment: its identifiers must fit their columns and indexes. One that it cannot
    /// store is skipped, so that the ticket's others are still stored.
    fileprivate var isStorable: Bool {
        (1...MirroredTicket.maximumNameLength).contains(remoteID.unicodeScalars.count)
            && (threadID?.unicodeScalars.count ?? 0) <= MirroredTicket.maximumNameLength
    }
}
