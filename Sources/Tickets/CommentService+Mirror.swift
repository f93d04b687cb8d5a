import Connections
import JobQueue
package import Models
import Postgres
package import Primitives
import Repositories
import ServiceKit
package import TrackerKit

/// How a ticket's comments get into the mirror. Several readings of one ticket may be under way, each as slow as its
/// tracker, and what they come to is kept in any order: so each knows what the mirror had when it began.
extension CommentService {
    /// How often comments are read anew because a deletion came between.
    private static let maximumReadings = 3

    /// Reads a ticket's comments from the tracker again.
    /// - Parameters:
    ///   - news: What changed at or after this is an event even where the mirror had no comments of the ticket yet.
    ///   - told: The comment that the tracker told of, and who changed or deleted it.
    package func refresh(
        _ key: String, in channel: Channel, origin: EventOrigin, news: Timestamp, told: ToldComment? = nil
    )
        async throws
    {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let repository = TicketRepository(environment.database)
        guard let ticket = try await repository.find(channel: channel.id, key: key, for: everything) else { return }
        let tracker = try await environment.provider.tracker(for: channel)
        guard tracker.capabilities.contains(.readComments) else { return }
        for _ in 0..<Self.maximumReadings {
            let reading = try await read(ticket, in: channel, with: tracker)
            if try await keep(reading, on: ticket, in: channel, origin: origin, news: news, told: told) { return }
        }
        throw JobFailure.retry(after: nil, "the ticket's comments changed while they were read")
    }

    /// How long comments are taken for the present ones where a ticket's time does not move with them, as it does not
    /// for one that somebody writes on GlitchTip's own pages.
    private static let lifetimeWithoutClock = Duration.seconds(60)

    /// Reads the comments from the tracker unless the mirror has those of the ticket's present state. When the tracker
    /// fails, what the mirror has is good enough, if it has anything.
    func bringUpToDate(_ ticket: Ticket, in channel: Channel, _ context: CallContext) async throws {
        let isOfPresentState = ticket.commentsAsOf.map { $0 >= ticket.updatedAt } ?? false
        let isYoung = ticket.commentsSyncedAt.map { environment.clock.now() - $0 < Self.lifetimeWithoutClock } ?? false
        if isOfPresentState, isYoung { return }
        for _ in 0..<Self.maximumReadings {
            let reading: CommentReading?
            do {
                reading = try await environment.calling(channel, context.inOwnName) { tracker in
                    if isOfPresentState, tracker.listShowsEveryChange { return nil }
                    try tracker.require(.readComments)
                    return try await read(ticket, in: channel, with: tracker)
                }
            } catch let error as ServiceError {
                guard ticket.commentsAsOf != nil else { throw error }
                return
            }
            guard let reading else { return }
            if try await keep(reading, on: ticket, in: channel, origin: .poll) { return }
        }
    }

    private func read(_ ticket: Ticket, in channel: Channel, with tracker: any IssueTracker) async throws
        -> CommentReading
    {
        let mark = try await CommentRepository(environment.database).mark()
        let remote = try await environment.readWhole("comments", in: channel) {
            try await tracker.comments(of: ticket.key, in: channel.project, page: $0)
        }
        let distinct = Dictionary(remote.items.filter(\.isStorable).map { ($0.remoteID, $0) }) { _, last in last }
        return CommentReading(
            comments: distinct.values.sorted { $0.remoteID < $1.remoteID }, isWhole: remote.isWhole, mark: mark)
    }

    /// Brings the mirror to what was read, unless it has a later reading.
    /// - Returns: false when something was deleted since the reading began: it does not tell what is there now.
    private func keep(
        _ reading: CommentReading, on ticket: Ticket, in channel: Channel, origin: EventOrigin, news: Timestamp? = nil,
        told: ToldComment? = nil
    ) async throws -> Bool {
        try await environment.database.transaction { transaction in
            // The ticket may be gone, and its comments with it.
            guard let state = try await CommentRepository(transaction).lock(ticket.id) else { return true }
            guard state.mark < reading.mark else { return state.asOf.map { $0 >= ticket.updatedAt } ?? false }
            try await replace(
                reading, state, on: ticket, in: channel, origin: origin, news: news, told: told, transaction)
            return true
        }
    }

    private func replace(
        _ reading: CommentReading, _ state: CommentRepository.MirrorState, on ticket: Ticket, in channel: Channel,
        origin: EventOrigin,
        news: Timestamp?, told: ToldComment?, _ transaction: Transaction
    ) async throws {
        let repository = CommentRepository(transaction)
        let now = environment.clock.now()
        let stored = try await repository.store(
            reading.comments, ids: reading.comments.map { _ in environment.identifiers.next() }, on: ticket,
            onBehalfOf: nil, at: now)
        // What a list that was cut off does not show may be behind its end.
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
            if state.asOf == nil, let comment, let news, comment.updatedAt < news { return nil }
            var event = environment.event(
                entry.isNew ? .commentCreated : .commentUpdated, in: channel, on: ticket, at: comment?.updatedAt ?? now,
                origin: origin)
            event.commentID = entry.id
            if comment?.isInternal == true { event.confidential = true }
            event.actor =
                entry.isNew ? comment?.author ?? told?.actor(of: entry.remoteID) : told?.actor(of: entry.remoteID)
            let subject =
                entry.isNew ? OwnWriteSubject.comment(made: comment?.body ?? "") : OwnWriteSubject.comment(entry.id)
            event.attribute(to: own.write(to: ticket.key, doing: [subject], at: event.occurredAt))
            return event
        }
        let gone = removed.map { id, remoteID, isInternal in
            var event = environment.event(
                .commentDeleted, in: channel, on: ticket, at: told?.moment(of: remoteID) ?? now, origin: origin)
            event.commentID = id
            if isInternal { event.confidential = true }
            event.actor = told?.actor(of: remoteID)
            event.attribute(to: own.write(to: ticket.key, doing: [OwnWriteSubject.comment(id)], at: event.occurredAt))
            return event
        }
        try await EventRepository(transaction).insert(written + gone)
    }
}

/// A comment that a tracker told of, with who made, changed or deleted it: a comment shows its author alone, who need
/// not be the one.
package struct ToldComment: Sendable {
    /// The tracker's identifier; nil where the tracker does not say which comment it is.
    package var remoteID: String?
    /// Who did it.
    package var actor: RemoteUser?
    /// When, by the tracker's clock, or when the delivery came.
    package var at: Timestamp

    package init(remoteID: String?, actor: RemoteUser?, at: Timestamp) {
        self.remoteID = remoteID
        self.actor = actor
        self.at = at
    }

    /// Who did it to this comment; nil for another one, of which nothing was told.
    func actor(of id: String) -> RemoteUser? { id == remoteID ? actor : nil }

    /// When it was done to this comment.
    func moment(of id: String) -> Timestamp? { id == remoteID ? at : nil }
}

/// What a tracker showed of a ticket's comments.
private struct CommentReading: Sendable {
    /// Each once, in one order for every reading.
    let comments: [RemoteComment]
    /// Whether it showed all that there are.
    let isWhole: Bool
    /// ``CommentRepository/mark()`` before the tracker was asked.
    let mark: Int64
}

extension RemoteComment {
    /// Whether the mirror can keep it: its identifiers must fit their columns and their indexes. One that cannot be
    /// kept must not keep the others of its ticket away.
    fileprivate var isStorable: Bool {
        (1...Ticket.maximumNameLength).contains(remoteID.unicodeScalars.count)
            && (threadID?.unicodeScalars.count ?? 0) <= Ticket.maximumNameLength
    }
}
