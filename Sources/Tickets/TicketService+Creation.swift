import HTTPKit
import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// A ticket that a caller asks for.
package struct TicketCreation: Sendable, Hashable {
    /// What the tracker makes.
    package var draft: TicketDraft
    /// The caller's `Idempotency-Key`: a repeat of a creation whose reply was lost finds what the first one made.
    package var idempotencyKey: String?
    /// The template that it is made from, where it is: what the draft does not name comes from there.
    package var template: TemplateUse?

    /// Asks for a ticket.
    package init(_ draft: TicketDraft, idempotencyKey: String? = nil, template: TemplateUse? = nil) {
        self.draft = draft
        self.idempotencyKey = idempotencyKey
        self.template = template
    }
}

extension TicketService {
    /// Makes a ticket: in the tracker first, then in the mirror.
    ///
    /// Every creation carries a marker upstream. When the reply is lost, the ticket is looked for by it before anything
    /// else is done; so is it when a caller repeats a creation with the same `Idempotency-Key` after it failed. There
    /// are never two.
    package func create(_ creation: TicketCreation, inChannel slug: String, context: CallContext) async throws
        -> TicketRecord
    {
        let channel = try await environment.channel(slug, context)
        let (draft, template) = try await TemplateDrafting(environment: environment).draft(
            creation, in: channel, context)
        try requireConfidentialScope(draft.confidential == true, context)
        try await requireParent(draft.parent, in: channel, context)
        let attempt = try await beginAttempt(creation, in: channel, context)
        let (write, remote) = try await environment.writing(
            channel, key: nil, marker: attempt.marker, doing: [OwnWriteSubject.creation], context
        ) { tracker in
            try tracker.require(draft.neededCapabilities)
            return try await make(draft, attempt, in: channel, with: tracker)
        }
        try await environment.database.transaction { transaction in
            let outcome = try await environment.mirror.store(
                [remote], in: channel, origin: context.origin, causation: context.causation, cause: context.cause,
                executor: transaction)
            try await OwnWriteRepository(transaction).end(write)
            guard let id = outcome.identifiers[remote.remoteID] else {
                throw TrackerError.malformedResponse(detail: "a ticket without a usable key")
            }
            if let template { try await TemplateRepository(transaction).note(template, of: id) }
            try await record(
                "ticket.create", id, key: remote.key, in: channel, before: nil,
                after: .object(TicketSnapshot(remote).fields),
                context: context, transaction)
            if attempt.isKept { try await CreationAttemptRepository(transaction).end(attempt.marker) }
        }
        return try await echo(channel, remote.key, isNew: true, context)
    }

    /// How far back a lost ticket is looked for beyond the attempt's own time: clocks differ.
    private static let clockTolerance = Duration.seconds(300)

    private struct Attempt: Sendable {
        var marker: CreationMarker
        var since: Timestamp
        /// Whether the database knows of it.
        var isKept: Bool
        /// Whether an earlier call with the same key may have made the ticket.
        var isRepeat: Bool
    }

    /// With a key, the attempt is kept before the tracker is called, so that even a crash in between is known of.
    private func beginAttempt(_ creation: TicketCreation, in channel: Channel, _ context: CallContext) async throws
        -> Attempt
    {
        let now = environment.clock.now()
        guard let key = creation.idempotencyKey else {
            let id: Ticket.ID = environment.identifiers.next()
            return Attempt(marker: CreationMarker(id.text), since: now, isKept: false, isRepeat: false)
        }
        let kept = try await CreationAttemptRepository(environment.database).begin(
            name: "\(context.principal.key) \(key)", channel: channel.id, at: now)
        return Attempt(marker: kept.marker, since: kept.startedAt, isKept: true, isRepeat: !kept.isNew)
    }

    private func make(
        _ draft: TicketDraft, _ attempt: Attempt, in channel: Channel, with tracker: any IssueTracker
    ) async throws -> RemoteTicket {
        let since = attempt.since - Self.clockTolerance
        if attempt.isRepeat,
            let made = try await tracker.findTicket(marked: attempt.marker, in: channel.project, since: since)
        {
            return made
        }
        do {
            return try await tracker.createTicket(draft, in: channel.project, marker: attempt.marker)
        } catch let error as TrackerError {
            guard error.mayHaveBeenDone else {
                if attempt.isKept, !attempt.isRepeat {
                    try await CreationAttemptRepository(environment.database).end(attempt.marker)
                }
                throw error
            }
            guard let made = try? await tracker.findTicket(marked: attempt.marker, in: channel.project, since: since)
            else { throw error }
            return made
        }
    }
}

extension TrackerError {
    /// Whether the tracker may have done what it was asked although it did not say so.
    var mayHaveBeenDone: Bool {
        switch self {
        case .unreachable(let error): error.requestMayHaveBeenProcessed
        case .upstream(let failure): failure.status >= 500
        case .malformedResponse: true
        default: false
        }
    }
}
