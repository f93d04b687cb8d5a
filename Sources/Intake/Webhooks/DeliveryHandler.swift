package import Connections
import HTTPKit
import HTTPTypes
import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit
package import Tickets
import TrackerKit

/// Applies deliveries to the mirror.
///
/// Deliveries can be repeated, out of order or missing, so a delivery is mainly a hint at what changed. Its snapshot is
/// used only if it is newer than the mirror's state and contains everything that the mirror has; otherwise the ticket
/// is read from the tracker again. Applying a delivery twice changes nothing.
package struct DeliveryHandler: JobHandler {
    package static let kind = "delivery.apply"
    /// The number of attempts before a delivery fails. Calls blocked by the circuit breaker or the budget do not count.
    static let maximumAttempts = 12

    /// The delay before the next attempt if a ticket was removed and created again while it was being read.
    private static let conflictRetry = Duration.seconds(1)

    /// How far a tracker's clock and the time of its delivery may differ.
    private static let tolerance = Duration.seconds(60)

    private let environment: TicketEnvironment
    private let registry: TrackerRegistry
    private let comments: CommentService
    private let sync: any SyncScheduling

    package init(environment: TicketEnvironment, registry: TrackerRegistry, sync: any SyncScheduling) {
        self.environment = environment
        self.registry = registry
        self.sync = sync
        comments = CommentService(environment)
    }

    package var kind: String { Self.kind }

    /// The jobs that apply deliveries, each in the lane of its tracker's connection.
    static func jobs(for ids: [Delivery.ID], in executor: any SQLExecutor) async throws -> [JobDraft] {
        let origins = try await DeliveryRepository(executor).origins(of: ids)
        return ids.map { id in
            JobDraft(
                kind: kind, payload: ["delivery": .string(id.text)], lane: origins[id]?.connection.text ?? "",
                channel: origins[id]?.channel, maxAttempts: maximumAttempts)
        }
    }

    /// Applies the delivery that the job names.
    package func perform(_ job: Job) async throws {
        guard let id = Self.delivery(of: job) else { throw JobFailure.final("the job's payload has no delivery") }
        // A failed delivery is applied too: an operator retried its dead-lettered job.
        guard let delivery = try await DeliveryRepository(environment.database).find(id),
            [.received, .failed].contains(delivery.state),
            let channel = try await ChannelRepository(environment.database).find(id: delivery.channelID)
        else { return }
        let (notices, reason) = try reading(of: delivery, for: channel)
        try await apply(notices, of: delivery, in: channel)
        let state: DeliveryState = notices.isEmpty ? .ignored : .applied
        try await DeliveryRepository(environment.database).finish(
            id, state, detail: notices.isEmpty ? reason : nil, at: environment.clock.now())
    }

    /// Marks the delivery as failed.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {
        guard let id = Self.delivery(of: job) else { return }
        try await DeliveryRepository(transaction).fail(id, detail: error, at: environment.clock.now())
    }

    /// The tracker of a channel. Its reads are not shared with calls in flight, whose responses may predate the change.
    private func tracker(of channel: Channel) async throws -> any IssueTracker {
        try await environment.provider.tracker(for: channel).sharingReads(.onlyWithLater)
    }

    private static func delivery(of job: Job) -> Delivery.ID? {
        job.payload["delivery"]?.stringValue.flatMap { Delivery.ID($0) }
    }

    /// The changes that the delivery reports about the channel's tickets, and why it is ignored if there are none. A
    /// delivery that cannot be parsed fails for good, unlike an unreadable response of a tracker, which may come from a
    /// proxy and be temporary.
    private func reading(of delivery: Delivery, for channel: Channel) throws -> (
        notices: [WebhookNotice], reason: String
    ) {
        guard let dialect = registry[channel.tracker]?.webhooks else {
            return ([], "the tracker of the channel sends no webhooks")
        }
        do {
            let reported = try dialect.notices(in: delivery.asReceived, for: channel.project)
            guard !reported.isEmpty else { return ([], dialect.reasonForIgnoring(delivery.asReceived)) }
            return (reported.filter { $0.isAbout(channel) }, "it is about a project other than the channel's")
        } catch TrackerError.malformedResponse(let detail) {
            throw JobFailure.final(detail)
        }
    }

    /// Applies every notice. If a ticket cannot be read from the tracker, the others are still applied; the error is
    /// thrown afterwards.
    private func apply(_ notices: [WebhookNotice], of delivery: Delivery, in channel: Channel) async throws {
        var failure: TrackerError?
        for notice in notices {
            do {
                try await apply(try await naming(notice, in: channel), of: delivery, in: channel)
            } catch let error as TrackerError where error.mayBeOneTickets {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Adds the account of the notice's author if the delivery only contains a login. The author is omitted if the
    /// tracker does not show the account or the lookup fails: the change matters more than its author.
    private func naming(_ notice: WebhookNotice, in channel: Channel) async throws -> WebhookNotice {
        guard notice.actor == nil, let login = notice.actorLogin else { return notice }
        let tracker = try await tracker(of: channel)
        guard tracker.capabilities.contains(.userByName) else { return notice }
        var notice = notice
        do {
            notice.actor = try await tracker.user(.username(login))
        } catch let error as TrackerError where !error.isTheConnections {
            return notice
        }
        return notice
    }

    private func apply(_ notice: WebhookNotice, of delivery: Delivery, in channel: Channel) async throws {
        switch notice.news {
        case .ticket(let key, let snapshot?):
            let outcome = try await store(snapshot, notice, in: channel, as: .reported(without: notice.notShown))
            if !outcome.undecided.isEmpty { try await refresh(key, notice, in: channel) }
        case .ticket(let key, nil): try await refresh(key, notice, in: channel)
        case .ticketDeleted(let key): try await refresh(key, notice, in: channel)
        case .comment(let reported, _), .commentDeleted(let reported, _):
            guard let key = try await refresh(reported, notice, in: channel) else { return }
            let news = (notice.occurredAt ?? delivery.receivedAt) - Self.tolerance
            try await comments.refresh(
                key, in: channel, origin: .webhook, news: news,
                reported: ReportedComment(
                    remoteID: notice.commentID, actor: notice.actor, at: notice.occurredAt ?? delivery.receivedAt),
                with: try await tracker(of: channel))
        case .labelRenamed(let from, let to): try await follow(LabelCatalog.Rename(from: from, to: to), in: channel)
        case .anything: try await sync.request(channel.id, full: false, in: environment.database)
        }
    }

    /// Reads the project's labels, because an old delivery may report a name that has changed again since.
    private func follow(_ rename: LabelCatalog.Rename, in channel: Channel) async throws {
        let tracker = try await tracker(of: channel)
        guard tracker.capabilities.contains(.readLabels) else { return }
        let labels = try await readList(of: "labels") { try await tracker.labels(of: channel.project, page: $0) }
        let catalog = LabelCatalog(identifiers: environment.identifiers, clock: environment.clock)
        try await environment.database.transaction {
            try await catalog.replace(with: labels, in: channel, reported: rename, $0)
        }
    }

    /// How often a ticket is read again if another delivery reported its deletion while it was being read.
    private static let maximumReads = 3

    /// Reads a ticket from the tracker. If the tracker no longer has it, it is removed from the mirror, provided that
    /// the tracker still shows the project: it also responds "not found" if the project or the credentials' permissions
    /// are gone.
    /// - Returns: The ticket's key in the mirror, which may differ from the one in the delivery; nil if it is gone.
    @discardableResult
    private func refresh(_ key: String, _ notice: WebhookNotice, in channel: Channel) async throws -> String? {
        let tracker = try await tracker(of: channel)
        for _ in 0..<Self.maximumReads {
            let begun = environment.clock.now()
            do {
                let ticket = try await tracker.ticket(key, in: channel.project)
                let known = try await TicketRepository(environment.database).find(
                    channel: channel.id, key: ticket.key, for: Self.everything)
                try await tracker.requireOwn(ticket, insteadOf: known, in: channel)
                if try await store(ticket, notice, in: channel, as: .readSince(begun)).undecided.isEmpty {
                    return ticket.key
                }
            } catch TrackerError.notFound {
                return try await removeUnlessMoved(
                    try await mirroredKey(key, in: channel), notice: notice, in: channel, tracker: tracker)
            }
        }
        throw JobFailure.retry(after: Self.conflictRetry, "the ticket keeps being removed and created")
    }

    private func mirroredKey(_ reported: String, in channel: Channel) async throws -> String {
        guard registry[channel.tracker]?.webhooks?.namesRemoteIDs == true else { return reported }
        return try await TicketRepository(environment.database).key(ofRemote: reported, in: channel.id) ?? reported
    }

    /// Removes a ticket that was not found, unless it only has a new key.
    /// - Returns: The new key; nil if the ticket is gone.
    private func removeUnlessMoved(
        _ key: String, notice: WebhookNotice, in channel: Channel, tracker: any IssueTracker
    ) async throws
        -> String?
    {
        let known = try await TicketRepository(environment.database).find(
            channel: channel.id, key: key, for: Self.everything)
        if let known, let present = try await tracker.underNewKey(known, in: channel) {
            _ = try await store(present, notice, in: channel, as: .readSince(environment.clock.now()))
            return present.key
        }
        if known != nil { try await tracker.requireProject(of: channel) }
        try await remove(key, isKnown: known != nil, in: channel)
        return nil
    }

    private static let everything = TicketAudience(channels: nil, includesConfidential: true)

    private func remove(_ key: String, isKnown: Bool, in channel: Channel) async throws {
        try await environment.database.transaction { transaction in
            if isKnown {
                try await environment.mirror.remove([key], in: channel, origin: .webhook, executor: transaction)
            } else {
                try await environment.mirror.recordRemovals([key], in: channel, executor: transaction)
                let appeared = try await TicketRepository(transaction).find(
                    channel: channel.id, key: key, for: Self.everything)
                if appeared != nil {
                    throw JobFailure.retry(after: Self.conflictRetry, "the ticket keeps being removed and created")
                }
            }
        }
    }

    private func store(
        _ ticket: Ticket, _ notice: WebhookNotice, in channel: Channel, as observation: TicketObservation
    ) async throws
        -> MirrorOutcome
    {
        try await environment.database.transaction { transaction in
            try await environment.mirror.store(
                [ticket], in: channel, origin: .webhook, actor: notice.actor, occurredAt: notice.occurredAt,
                observation: observation,
                executor: transaction)
        }
    }
}

extension Delivery {
    /// The delivery as the dialect originally saw it, except for its signatures.
    fileprivate var asReceived: WebhookDelivery {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return WebhookDelivery(headers: fields, body: body, callbackURL: "", receivedAt: receivedAt)
    }
}

extension WebhookNotice {
    /// Whether the notice is about the channel's project. True if it names no project.
    fileprivate func isAbout(_ channel: Channel) -> Bool {
        guard !project.isEmpty else { return true }
        if let id = channel.remoteProjectID {
            if project.contains(id) { return true }
            // A numeric project identifier is decisive: another project may have taken over the path.
            if project.contains(where: { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) { return false }
        }
        return project.contains { $0.lowercased() == channel.path.lowercased() }
    }
}
