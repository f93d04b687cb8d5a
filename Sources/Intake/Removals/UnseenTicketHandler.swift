import Connections
import HTTPKit
package import JobQueue
package import Logging
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit
package import Tickets
import TrackerKit

/// Looks up the tickets that a complete full sync did not read, and removes those that the tracker no longer has. A job
/// runs after each full sync that missed some.
///
/// A ticket is gone only if the tracker responds 404 or 410 for it while it still shows the channel's project. If more
/// than one in ``PendingRemovals/freeShare`` of a channel's tickets are gone, an operator must confirm their removal.
package struct UnseenTicketHandler: JobHandler {
    package static let kind = "tickets.unseen"
    /// The number of tickets looked up per run, so that other jobs get a turn.
    private static let batch = 50
    /// The time limit for a batch: shorter than ``JobPolicy/slowAfter``, so that the lane only becomes slow if single
    /// calls to the tracker take long.
    private static let turn = Duration.seconds(1)
    /// How often the lookup of a ticket may get no response while the tracker shows the channel's project. After that,
    /// the ticket is kept until another full sync misses it.
    private static let maximumTries = 3
    /// The delay before the next batch.
    private static let pause = Duration.seconds(1)
    /// The percentage of the tracker's rate limit that is left to callers and syncs.
    private static let reserve = 25
    /// The number of tickets removed per transaction. Readers of events receive the events of a transaction together.
    private static let removed = 100

    private let environment: TicketEnvironment
    private let logger: Logger

    package init(environment: TicketEnvironment, logger: Logger) {
        self.environment = environment
        self.logger = logger
    }

    package var kind: String { Self.kind }

    /// Enqueues the job if a channel has tickets to look up, unless it is already queued.
    package static func enqueue(for channel: Channel, _ queue: JobQueue, in executor: any SQLExecutor) async throws {
        let pending = try await UnseenTicketRepository(executor).summary(of: channel.id)
        guard !pending.isEmpty, !pending.needsConfirmation else { return }
        try await queue.enqueue(draft(for: channel, uniqueKey: "unseen:\(channel.id)"), in: executor)
    }

    /// The job; those of one channel run one after another. It has its own lane, so that a ticket that the tracker is
    /// slow to return does not delay the connection's other jobs.
    static func draft(for channel: Channel, uniqueKey: String? = nil) -> JobDraft {
        JobDraft(
            kind: kind, payload: ["channel": .string(channel.id.text)], priority: .low, uniqueKey: uniqueKey,
            orderingKey: "unseen:\(channel.id)", lane: "unseen/\(channel.connectionID)", channel: channel.slug)
    }

    /// Looks up a batch and reschedules itself for the next; after the last batch it removes the tickets that are gone.
    package func perform(_ job: Job) async throws {
        guard let id = job.payload["channel"]?.stringValue.flatMap({ Channel.ID($0) }) else {
            throw JobFailure.final("the job's payload has no channel")
        }
        guard let channel = try await ChannelRepository(environment.database).find(id: id) else { return }
        let tickets = try await unseen.toLookUp(in: id, limit: Self.batch)
        if !tickets.isEmpty { try await lookUp(tickets, in: channel) }
        guard try await unseen.toLookUp(in: id, limit: 1).isEmpty else {
            throw JobFailure.postponed(Self.pause, "more tickets remain to be looked up")
        }
        let pending = try await unseen.summary(of: id)
        guard !pending.needsConfirmation else {
            return logger.warning(
                "tickets no longer exist at the tracker; their removal waits for confirmation",
                metadata: ["channel": "\(channel.slug)", "gone": "\(pending.gone)", "tickets": "\(pending.total)"])
        }
        try await removeDeleted(from: channel)
    }

    private var unseen: UnseenTicketRepository { UnseenTicketRepository(environment.database) }

    // MARK: Looking up

    private enum Finding { case present(Ticket), gone, undecided, unanswered(TrackerError) }

    private func lookUp(_ tickets: [MirroredTicket], in channel: Channel) async throws {
        let now = environment.clock.now()
        if let better = environment.provider.budget(of: channel.connectionID)?.shortUntil(
            reserve: Self.reserve, at: now)
        {
            throw JobFailure.postponed(better - now, "the tracker's rate limit is nearly used up")
        }
        // Its reads are not shared with calls in flight, whose responses may predate a ticket's deletion.
        let tracker = try await environment.provider.tracker(for: channel).sharingReads(.onlyWithLater)
        let turnEnd = environment.clock.uptime() + Self.turn
        try await tracker.requireProject(of: channel)
        var gone: [MirroredTicket] = []
        for (position, ticket) in tickets.enumerated() {
            try Task.checkCancellation()
            if position > 0, environment.clock.uptime() >= turnEnd { break }
            let begun = environment.clock.now()
            switch try await find(ticket, in: channel, at: tracker) {
            case .present(let remote): try await keep(ticket, remote, seenAt: begun, in: channel)
            case .gone:
                try await unseen.note(gone: ticket.id, at: begun)
                gone.append(ticket)
            case .undecided: try await unseen.forget([ticket.id])
            case .unanswered(let error): try await putOff(ticket, after: error, in: channel, at: tracker)
            }
        }
        try await removeConfirmed(gone, from: channel)
    }

    /// Defers a ticket whose lookup got no response. This is stored first: if the tracker is down, the job fails, but
    /// its next attempt starts with other tickets.
    private func putOff(
        _ ticket: MirroredTicket, after error: TrackerError, in channel: Channel, at tracker: any IssueTracker
    )
        async throws
    {
        let tries = try await unseen.putOff(ticket.id)
        try await tracker.requireProject(of: channel)
        logger.notice(
            "the lookup of a ticket that a full sync did not list failed",
            metadata: ["channel": "\(channel.slug)", "ticket": "\(ticket.key)", "error": "\(error.syncErrorCode)"])
        if let tries, tries >= Self.maximumTries { try await unseen.forget([ticket.id]) }
    }

    /// Looks up a ticket. One that cannot be read does not count as gone. Throws if the tracker is down or throttles,
    /// so that the job is retried.
    private func find(_ ticket: MirroredTicket, in channel: Channel, at tracker: any IssueTracker) async throws
        -> Finding
    {
        do {
            return .present(try await tracker.ticket(ticket.key, remoteID: ticket.remoteID, in: channel.project))
        } catch let error as TrackerError {
            switch error {
            case .notFound: return .gone
            case .forbidden, .capabilityMissing: return .undecided
            case _ where error.mayBeOneTickets: return .undecided
            case _ where error.isWithoutAnswer: return .unanswered(error)
            default: throw error
            }
        }
    }

    private func keep(_ ticket: MirroredTicket, _ remote: Ticket, seenAt begun: Timestamp, in channel: Channel)
        async throws
    {
        try await environment.database.transaction { transaction in
            try await environment.mirror.store(
                [remote], in: channel, origin: .poll, observation: .readSince(begun), executor: transaction)
            try await UnseenTicketRepository(transaction).forget([ticket.id])
        }
    }

    // MARK: Removing

    /// Removes the tickets whose removal an operator confirmed, after they were looked up again.
    private func removeConfirmed(_ tickets: [MirroredTicket], from channel: Channel) async throws {
        let confirmed = Set(try await unseen.confirmed(among: tickets.map(\.id)))
        if !confirmed.isEmpty { try await remove(tickets.filter { confirmed.contains($0.id) }, from: channel) }
    }

    private func removeDeleted(from channel: Channel) async throws {
        while true {
            let gone = try await unseen.gone(in: channel.id, limit: Self.removed)
            if gone.isEmpty { return }
            try await remove(gone, from: channel)
        }
    }

    /// Removes tickets, except those that were written since they were looked up, which are no longer tracked as
    /// unseen.
    private func remove(_ tickets: [MirroredTicket], from channel: Channel) async throws {
        let ids = tickets.map(\.id)
        try await environment.database.transaction { transaction in
            let repository = UnseenTicketRepository(transaction)
            // The same lock order as everywhere tickets are removed: keys before rows.
            try await TicketStore(transaction).lock(tickets.map(\.key), in: channel.id)
            let keys = try await repository.keysStillMissing(ids)
            if !keys.isEmpty {
                try await environment.mirror.remove(keys, in: channel, origin: .poll, executor: transaction)
            }
            try await repository.forget(ids)
        }
    }
}
