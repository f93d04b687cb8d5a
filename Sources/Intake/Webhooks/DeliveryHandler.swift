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
/// Deliveries repeat, come in any order, and some never come; so none is believed beyond what it points at. A snapshot
/// in a delivery counts only if it is later than the mirror's state and shows all that the mirror has; everything else
/// is read from the tracker again. A repeat changes nothing.
package struct DeliveryHandler: JobHandler {
    /// `delivery.apply`.
    package static let kind = "delivery.apply"
    /// How often the tracker is asked about a delivery before it has failed; calls that the breaker or the budget held
    /// back do not count.
    static let maximumAttempts = 12

    /// How far a tracker's clock and the time of its delivery may be apart.
    private static let tolerance = Duration.seconds(60)

    private let environment: TicketEnvironment
    private let registry: TrackerRegistry
    private let comments: CommentService
    private let sync: any SyncScheduling

    /// Makes the handler.
    package init(environment: TicketEnvironment, registry: TrackerRegistry, sync: any SyncScheduling) {
        self.environment = environment
        self.registry = registry
        self.sync = sync
        comments = CommentService(environment)
    }

    /// `delivery.apply`.
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
        guard let id = Self.delivery(of: job) else { throw JobFailure.final("the job names no delivery") }
        // One that has failed is applied too: somebody had its dead job tried again.
        guard let delivery = try await DeliveryRepository(environment.database).find(id),
            [.received, .failed].contains(delivery.state),
            let channel = try await ChannelRepository(environment.database).find(id: delivery.channelID)
        else { return }
        let (notices, reason) = try reading(of: delivery, for: channel)
        // What was asked before the delivery came may have been answered before what it tells of.
        try await ReadSharing.$isWithEarlier.withValue(false) {
            try await apply(notices, of: delivery, in: channel)
        }
        let state: DeliveryState = notices.isEmpty ? .ignored : .applied
        try await DeliveryRepository(environment.database).finish(
            id, state, detail: notices.isEmpty ? reason : nil, at: environment.clock.now())
    }

    /// The delivery has failed with its job.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {
        guard let id = Self.delivery(of: job) else { return }
        try await DeliveryRepository(transaction).fail(id, detail: error, at: environment.clock.now())
    }

    private static func delivery(of job: Job) -> Delivery.ID? {
        job.payload["delivery"]?.stringValue.flatMap { Delivery.ID($0) }
    }

    /// What the delivery tells about the channel's tickets, and why it is ignored where that is nothing. A delivery
    /// that cannot be read never can be; a tracker whose answer cannot be read later, as that of a proxy before it, is
    /// another matter.
    private func reading(of delivery: Delivery, for channel: Channel) throws -> (
        notices: [WebhookNotice], reason: String
    ) {
        guard let dialect = registry[channel.tracker]?.webhooks else {
            return ([], "the tracker of the channel sends no webhooks")
        }
        do {
            let told = try dialect.notices(in: delivery.asReceived, for: channel.project)
            guard !told.isEmpty else { return ([], dialect.reasonForIgnoring(delivery.asReceived)) }
            return (told.filter { $0.isAbout(channel) }, "it is about another project than the channel's")
        } catch TrackerError.malformedResponse(let place) {
            throw JobFailure.final(place)
        }
    }

    /// Applies every notice. A ticket that the tracker cannot show keeps no other one away: its failure counts once the
    /// rest is done.
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

    /// The notice with the account of whoever did it, where the delivery has only a login. Nobody is named where the
    /// tracker does not show that account to the connection, or fails at it: what the delivery tells is worth more than
    /// who did it.
    private func naming(_ notice: WebhookNotice, in channel: Channel) async throws -> WebhookNotice {
        guard notice.actor == nil, let login = notice.actorLogin else { return notice }
        let tracker = try await environment.provider.tracker(for: channel)
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
            let outcome = try await store(snapshot, notice, in: channel, as: .told(without: notice.notShown))
            if !outcome.undecided.isEmpty { try await refresh(key, notice, in: channel) }
        case .ticket(let key, nil): try await refresh(key, notice, in: channel)
        case .ticketDeleted(let key): try await refresh(key, notice, in: channel)
        case .comment(let told, _), .commentDeleted(let told, _):
            guard let key = try await refresh(told, notice, in: channel) else { return }
            let news = (notice.occurredAt ?? delivery.receivedAt) - Self.tolerance
            try await comments.refresh(
                key, in: channel, origin: .webhook, news: news,
                told: ToldComment(
                    remoteID: notice.commentID, actor: notice.actor, at: notice.occurredAt ?? delivery.receivedAt))
        case .labelRenamed(let from, let to): try await follow(LabelMirror.Rename(from: from, to: to), in: channel)
        case .anything: try await sync.request(channel.id, full: false, in: environment.database)
        }
    }

    /// Reads the project's labels: an old delivery may tell of a name that has changed again since.
    private func follow(_ rename: LabelMirror.Rename, in channel: Channel) async throws {
        let tracker = try await environment.provider.tracker(for: channel)
        guard tracker.capabilities.contains(.readLabels) else { return }
        let labels = try await readList(of: "labels") { try await tracker.labels(of: channel.project, page: $0) }
        let mirror = LabelMirror(identifiers: environment.identifiers, clock: environment.clock)
        try await environment.database.transaction {
            try await mirror.replace(with: labels, in: channel, told: rename, $0)
        }
    }

    /// How often a ticket is read anew that left the tracker, by another delivery, while it was read.
    private static let maximumReads = 3

    /// Reads a ticket from the tracker. One that the tracker no longer has leaves the mirror, if the tracker still
    /// shows the project: it also says "not found" when the project or the credentials' rights are gone.
    /// - Returns: its key in the mirror, which is not always what the delivery calls it; nil when it is gone.
    @discardableResult
    private func refresh(_ key: String, _ notice: WebhookNotice, in channel: Channel) async throws -> String? {
        let tracker = try await environment.provider.tracker(for: channel)
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
                    try await mirroredKey(key, in: channel), notice, in: channel, tracker)
            }
        }
        throw JobFailure.retry(after: .seconds(1), "the ticket comes and goes")
    }

    private func mirroredKey(_ told: String, in channel: Channel) async throws -> String {
        guard registry[channel.tracker]?.webhooks?.namesRemoteIDs == true else { return told }
        return try await TicketRepository(environment.database).key(ofRemote: told, in: channel.id) ?? told
    }

    /// Removes a ticket that was not found, unless it only has another key now.
    /// - Returns: that key; nil when the ticket is gone.
    private func removeUnlessMoved(
        _ key: String, _ notice: WebhookNotice, in channel: Channel, _ tracker: any IssueTracker
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
                try await environment.mirror.noteGone([key], in: channel, executor: transaction)
                let appeared = try await TicketRepository(transaction).find(
                    channel: channel.id, key: key, for: Self.everything)
                if appeared != nil { throw JobFailure.retry(after: .seconds(1), "the ticket comes and goes") }
            }
        }
    }

    private func store(
        _ ticket: RemoteTicket, _ notice: WebhookNotice, in channel: Channel, as sighting: TicketSighting
    ) async throws
        -> MirrorOutcome
    {
        try await environment.database.transaction { transaction in
            try await environment.mirror.store(
                [ticket], in: channel, origin: .webhook, actor: notice.actor, occurredAt: notice.occurredAt,
                sighting: sighting,
                executor: transaction)
        }
    }
}

extension Delivery {
    /// As the dialect saw it when it came in, without its proofs.
    fileprivate var asReceived: WebhookDelivery {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return WebhookDelivery(headers: fields, body: body, callbackURL: "", receivedAt: receivedAt)
    }
}

extension WebhookNotice {
    /// Whether it happened in the channel's project; a notice that does not say is taken for one.
    fileprivate func isAbout(_ channel: Channel) -> Bool {
        guard !project.isEmpty else { return true }
        if let id = channel.remoteProjectID {
            if project.contains(id) { return true }
            // Where it names a project's number, that decides: another project may have taken the path.
            if project.contains(where: { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) { return false }
        }
        return project.contains { $0.lowercased() == channel.path.lowercased() }
    }
}
