package import Automation
package import Documents
import HTTPKit
import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

extension TicketService {
    /// Creates a ticket at the tracker.
    ///
    /// Every new ticket carries a marker at the tracker. If the response is lost, the ticket is searched for by its
    /// marker, both immediately and when a caller repeats a failed creation with the same `Idempotency-Key`, so that no
    /// duplicate is created. A ticket that a repeated call finds is an existing one, which its creator may no longer be
    /// allowed to see.
    /// - Parameter allowance: The total work allowed for all templates of a batch; nil for a single creation.
    package func create(
        _ creation: TicketCreation, inChannel slug: String, within allowance: WorkAllowance? = nil, context: CallContext
    ) async throws -> WriteReceipt<TicketRecord> {
        let channel = try await environment.channel(slug, context)
        let (draft, template) = try await TemplateDrafting(environment: environment, allowance: allowance).draft(
            creation, in: channel, context)
        try requireConfidentialScope(draft.confidential == true, context)
        try await requireParent(draft.parent, in: channel, context)
        let attempt = try await beginAttempt(creation, in: channel, context)
        let (write, (remote, isNew)) = try await environment.writing(
            channel, key: nil, marker: attempt.marker, doing: [OwnWriteSubject.creation], context: context
        ) { tracker in
            try tracker.require(draft.neededCapabilities)
            return try await make(draft, attempt, in: channel, with: tracker)
        }
        return WriteReceipt(in: environment.database) { transaction in
            let outcome = try await environment.mirror.store(
                [remote], in: channel, origin: context.origin, causation: context.causation, cause: context.cause,
                executor: transaction)
            try await OwnWriteRepository(transaction).end(write)
            try await noteLabels(of: remote, in: channel, transaction)
            guard let id = outcome.identifiers[remote.remoteID] else {
                throw TrackerError.malformedResponse(detail: "a ticket without a usable key")
            }
            if let template { try await TemplateRepository(transaction).note(template, of: id) }
            if attempt.isKept { try await CreationAttemptRepository(transaction).end(attempt.marker) }
            let target = try await record(
                "ticket.create", ticket: id, key: remote.key, in: channel, before: nil,
                after: .object(TicketSnapshot(remote).fields), context: context, transaction: transaction)
            return (target, ())
        } read: { _ in
            try await echo(in: channel, key: remote.key, isNew: isNew, context: context)
        }
    }

    /// How long before the start of the attempt a lost ticket may seem to have been created, because clocks differ.
    private static let clockTolerance = Duration.seconds(300)

    private struct Attempt: Sendable {
        var marker: CreationMarker
        var since: Timestamp
        /// Whether the attempt is stored in the database.
        var isKept: Bool
        /// Whether an earlier call with the same key may have created the ticket.
        var isRepeat: Bool
    }

    /// With an idempotency key, the attempt is stored before the tracker is called, so that it survives a crash.
    private func beginAttempt(_ creation: TicketCreation, in channel: Channel, _ context: CallContext) async throws
        -> Attempt
    {
        let now = environment.clock.now()
        guard let key = creation.idempotencyKey else {
            let id: MirroredTicket.ID = environment.identifiers.next()
            return Attempt(marker: CreationMarker(id.text), since: now, isKept: false, isRepeat: false)
        }
        let kept = try await CreationAttemptRepository(environment.database).begin(
            name: "\(context.principal.key) \(key)", channel: channel.id, at: now)
        return Attempt(marker: kept.marker, since: kept.startedAt, isKept: true, isRepeat: !kept.isNew)
    }

    /// Creates the ticket, or finds the one that an earlier attempt created.
    /// - Returns: The ticket, and whether this call created it.
    private func make(
        _ draft: TicketDraft, _ attempt: Attempt, in channel: Channel, with tracker: any IssueTracker
    ) async throws -> (Ticket, isNew: Bool) {
        let since = attempt.since - Self.clockTolerance
        if attempt.isRepeat,
            let made = try await tracker.findTicket(marked: attempt.marker, in: channel.project, since: since)
        {
            return (made, isNew: false)
        }
        do {
            return (try await tracker.createTicket(draft, in: channel.project, marker: attempt.marker), isNew: true)
        } catch let error as TrackerError {
            guard error.mayHaveSucceeded else {
                if attempt.isKept, !attempt.isRepeat {
                    try await CreationAttemptRepository(environment.database).end(attempt.marker)
                }
                throw error
            }
            guard let made = try? await tracker.findTicket(marked: attempt.marker, in: channel.project, since: since)
            else { throw error }
            return (made, isNew: true)
        }
    }
}

extension TrackerError {
    /// Whether the tracker may have performed the write although it did not confirm it.
    var mayHaveSucceeded: Bool {
        switch self {
        case .unreachable(let error): error.requestMayHaveBeenProcessed
        case .upstream(let failure): failure.status >= 500
        case .malformedResponse: true
        default: false
        }
    }
}
