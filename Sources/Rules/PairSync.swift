import Automation
import Documents
import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Keeps two tickets in sync: finds the pair, or creates the counterpart, and carries an event on one ticket over to
/// the other.
///
/// The jobs of a pair run one after another, so the state that decisions are based on does not change in between. They
/// compare the current states of the two tickets instead of applying the event, so that late, repeated or reordered
/// events lead to the same result.
struct PairSync: Sendable {
    let environment: RuleEnvironment
    let work: RuleWork
    let progress: RuleProgress

    var context: CallContext { progress.context() }

    func keep(_ action: RenderedAction) async throws {
        guard let terms = RuleAction(stored: work.action.action).flatMap(PairTerms.init) else {
            throw RuleProgress.unusable("the pair's settings can't be read")
        }
        guard let ticket = work.run.ticketID else { return try await progress.skip("the event is not about a ticket") }
        let pair = try await pair(for: action, terms: terms, ticket: ticket)
        guard let target = pair.targetID else {
            guard work.run.pairID == nil else { return try await progress.skip("there is no counterpart") }
            // An earlier attempt may have created it.
            if work.earlierAttempt == nil, try await !isOpen(ticket) { return try await progress.skip(Self.closed) }
            return try await make(action, terms, for: pair)
        }
        let side: TicketPair.Side = target == ticket ? .target : .source
        if side == .source, pair.sourceID != ticket { return try await join(ticket, pair: pair, target: target) }
        let step = PairWork(pairSync: self, terms: terms, pair: pair, side: side, action: action)
        if work.run.pairID == nil { try await step.syncStatus() } else { try await step.carry(work.run.eventType) }
    }

    /// The pair that the event is about: the run's; or the pair for which the rule created the event's ticket; or the
    /// one with the fingerprint, which is inserted if it does not exist.
    private func pair(for action: RenderedAction, terms: PairTerms, ticket: MirroredTicket.ID) async throws
        -> TicketPair
    {
        let pairs = TicketPairRepository(environment.database)
        if let id = work.run.pairID {
            guard let pair = try await pairs.find(id) else { throw RuleProgress.unusable("the pair no longer exists") }
            return pair
        }
        let known = try await pairs.find(tickets: [ticket]).filter {
            $0.ruleID == work.rule.id && $0.channel == terms.channel
        }
        if let own = known.first(where: { $0.targetID == ticket }) { return own }
        let channel = try await environment.tickets.channel(terms.channel, context)
        let fingerprint = action.body["fingerprint"]?.stringValue ?? ticket.text
        let fresh = TicketPair(
            id: environment.tickets.identifiers.next(), ruleID: work.rule.id, channelID: channel.id,
            channel: channel.slug,
            fingerprint: fingerprint, sourceID: ticket, at: environment.now())
        try await pairs.insert(fresh)
        guard var pair = try await pairs.find(rule: work.rule.id, channel: channel.id, fingerprint: fingerprint) else {
            throw JobFailure.postponed(RulePolicy.pairWait, "the pair keeps being deleted and created")
        }
        guard pair.targetID == nil, pair.sourceID != ticket else { return pair }
        // The counterpart does not exist yet. The run of the pair's source ticket will create it, or this one if that
        // ticket's run will not.
        guard try await isOpen(ticket) else {
            try await progress.skip(Self.closed)
            throw DurableWriteOver()
        }
        guard try await pairs.take(over: pair, for: ticket, at: environment.now()) else {
            throw JobFailure.postponed(wait, "another run is creating the ticket with this fingerprint")
        }
        pair.sourceID = ticket
        return pair
    }

    /// The reason for not writing a confidential ticket's content to the other tracker.
    static let confidential =
        "the ticket is confidential and its counterpart would be public: set \"confidential\": \"copy\" to allow that"

    /// Whether the ticket was confidential when the event happened, or is now. True if it no longer exists.
    private func isConfidential(_ source: MirroredTicket.ID) async throws -> Bool {
        if work.run.document["ticket"]?["confidential"]?.boolValue == true { return true }
        let source = try await TicketRepository(environment.database).find(id: source, for: .everything)
        return source?.confidential ?? true
    }

    /// Whether the channel's tracker supports confidential tickets.
    func supportsConfidential(_ slug: String) async throws -> Bool {
        let channel = try await environment.tickets.channel(slug, context)
        return try await environment.tickets.calling(channel, context: context) {
            $0.capabilities.contains(.confidential)
        }
    }

    private static let closed = "the ticket is closed: it needs no counterpart"

    /// The delay before checking again for the counterpart: a quarter of the job's age, within ``RulePolicy/pairWait``
    /// and ``RulePolicy/longestPairWait``.
    private var wait: Duration {
        min(max((environment.now() - work.job.createdAt) / 4, RulePolicy.pairWait), RulePolicy.longestPairWait)
    }

    /// Creates the counterpart and links the two tickets. Each generation of the pair has one counterpart, however
    /// often this is retried.
    func make(_ action: RenderedAction, _ terms: PairTerms, for pair: TicketPair) async throws {
        var creation = try progress.creation(action.body["create"] ?? [:])
        if try await isConfidential(pair.sourceID) {
            if try await supportsConfidential(pair.channel) {
                creation.draft.confidential = true
            } else if terms.confidence == .keep {
                return try await progress.skip(Self.confidential)
            }
        }
        let rules = try await environment.textRules(ofChannel: pair.channel)
        creation.draft.labels.removeAll { !rules.accepts(label: $0) }
        creation.idempotencyKey = "pair \(pair.id) \(pair.generation)"
        let now = environment.now()
        let receipt = try await TicketService(environment.tickets).create(
            creation, inChannel: pair.channel, context: progress.context(named: name(of: pair)))
        try await progress.commit(receipt) { target, transaction in
            guard let id = target.id.flatMap({ MirroredTicket.ID($0) }) else { return }
            guard try await TicketPairRepository(transaction).take(id, into: pair, at: now) else {
                throw DurableWriteOver()
            }
            for other in [pair.sourceID, pair.targetID].compactMap(\.self) where other != id {
                try await link(id, to: other, in: transaction)
            }
        }
    }

    /// Whether a ticket is open. Called once the pair exists, so that a later closing finds the pair and is processed
    /// after the counterpart has been created.
    private func isOpen(_ ticket: MirroredTicket.ID) async throws -> Bool {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        return try await TicketRepository(environment.database).find(id: ticket, for: everything)?.status.state == .open
    }

    /// Links another ticket with the same fingerprint to the existing counterpart.
    private func join(_ ticket: MirroredTicket.ID, pair: TicketPair, target: MirroredTicket.ID) async throws {
        // The counterpart may have become confidential. Then neither a link nor the texts of later actions may reveal
        // it.
        guard try await TicketRepository(environment.database).find(id: target, for: context.audience) != nil else {
            return try await progress.skip(
                "the ticket with this fingerprint no longer exists, or the rule has no access to it")
        }
        try await environment.database.transaction { transaction in
            try await link(target, to: ticket, in: transaction)
            let found = try await TicketRepository(transaction).find(id: target, for: context.audience)
            let summary = try await RuleTickets.summary(of: found, in: transaction)
            try await progress.succeed(
                ["ticket": summary, "detail": "a ticket with this fingerprint exists"], ticket: target, in: transaction)
        }
    }

    private func link(_ ticket: MirroredTicket.ID, to other: MirroredTicket.ID, in transaction: Transaction)
        async throws
    {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let tickets = TicketRepository(transaction)
        guard let from = try await tickets.find(id: ticket, for: everything),
            let to = try await tickets.find(id: other, for: everything),
            let channel = try await ChannelRepository(transaction).find(id: from.channelID)
        else { return }
        try await LinkService(environment.tickets).add(
            .relatesTo, from: from, channel: channel.slug, to: to, context, in: transaction)
    }

    /// The name of the calls that keep the pair in sync, by which their effects are recognised and not carried back.
    func name(of pair: TicketPair) -> String { "\(pair.requestPrefix):\(work.run.id)" }
}
