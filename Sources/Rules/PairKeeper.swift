import Automation
import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Keeps two tickets in step: finds the pair or makes the other ticket, and does what an event on one asks for on the
/// other.
///
/// All of a pair is done one after the other, so what it decides by does not change under it. It compares how the two
/// stand now, not what the event said then: events that come late, twice or in another order lead to the same.
struct PairKeeper: Sendable {
    let environment: RuleEnvironment
    let work: RuleWork
    let progress: RuleProgress

    var context: CallContext { progress.plainContext() }

    func keep(_ action: RenderedAction) async throws {
        guard let terms = RuleAction(stored: work.action.action).flatMap(PairTerms.init) else {
            throw RuleProgress.unusable("the terms of the pair can't be read")
        }
        guard let ticket = work.run.ticketID else { return try await progress.skip("the event is about no ticket") }
        let pair = try await pair(action, terms, ticket)
        guard let target = pair.targetID else {
            guard work.run.pairID == nil else { return try await progress.skip("there is no other ticket") }
            // An attempt before this one may have made it.
            if !work.isRepeat, try await !isOpen(ticket) { return try await progress.skip(Self.closed) }
            return try await make(action, terms, for: pair)
        }
        let side: TicketPair.Side = target == ticket ? .target : .source
        if side == .source, pair.sourceID != ticket { return try await join(ticket, pair, target) }
        let step = PairWork(keeper: self, terms: terms, pair: pair, side: side, action: action)
        if work.run.pairID == nil { try await step.carryStanding() } else { try await step.carry(work.run.eventType) }
    }

    /// The pair that the event is about: the one that the run is of, one that the rule has made the event's ticket for,
    /// or that of the fingerprint, which is made where there is none.
    private func pair(_ action: RenderedAction, _ terms: PairTerms, _ ticket: Ticket.ID) async throws -> TicketPair {
        let pairs = TicketPairRepository(environment.database)
        if let id = work.run.pairID {
            guard let pair = try await pairs.find(id) else { throw RuleProgress.unusable("the pair is gone") }
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
            throw JobFailure.postponed(RulePolicy.pairWait, "the pair comes and goes")
        }
        guard pair.targetID == nil, pair.sourceID != ticket else { return pair }
        // The other ticket is still to be made: by the run of that ticket, or by this one when there is none that
        // would.
        guard try await isOpen(ticket) else {
            try await progress.skip(Self.closed)
            throw RuleActionOver()
        }
        guard try await pairs.take(over: pair, for: ticket, at: environment.now()) else {
            throw JobFailure.postponed(wait, "another run is making the ticket of this fingerprint")
        }
        pair.sourceID = ticket
        return pair
    }

    /// Why nothing of a confidential ticket is written to the other tracker.
    static let confidential =
        "the ticket is confidential and its counterpart would be public: set \"confidential\": \"copy\" to allow that"

    /// Whether the text of the other ticket is that of a confidential one: as it was when the event happened, or as it
    /// is.
    private func isConfidential(_ source: Ticket.ID) async throws -> Bool {
        if work.run.document["ticket"]?["confidential"]?.boolValue == true { return true }
        let source = try await TicketRepository(environment.database).find(id: source, for: .everything)
        return source?.confidential ?? true
    }

    /// Whether the tracker of a channel has confidential tickets.
    func holdsConfidential(_ slug: String) async throws -> Bool {
        let channel = try await environment.tickets.channel(slug, context)
        return try await environment.tickets.calling(channel, context) { $0.capabilities.contains(.confidential) }
    }

    private static let closed = "the ticket is closed: it needs no other one"

    /// The longer it has waited, the less often it looks.
    private var wait: Duration {
        min(max((environment.now() - work.job.createdAt) / 4, RulePolicy.pairWait), RulePolicy.longestPairWait)
    }

    /// Makes the other ticket, and links the two. There is one of each generation, however often this is tried.
    func make(_ action: RenderedAction, _ terms: PairTerms, for pair: TicketPair) async throws {
        var creation = try progress.creation(action.body["create"] ?? [:])
        if try await isConfidential(pair.sourceID) {
            if try await holdsConfidential(pair.channel) {
                creation.draft.confidential = true
            } else if terms.confidence == .keep {
                return try await progress.skip(Self.confidential)
            }
        }
        creation.idempotencyKey = "pair \(pair.id) \(pair.generation)"
        let now = environment.now()
        let context = progress.context(named: name(of: pair)) { target, transaction in
            guard let id = target.id.flatMap({ Ticket.ID($0) }) else { return }
            guard try await TicketPairRepository(transaction).take(id, into: pair, at: now) else {
                throw RuleActionOver()
            }
            for other in [pair.sourceID, pair.targetID].compactMap(\.self) where other != id {
                try await link(id, to: other, in: transaction)
            }
        }
        _ = try await TicketService(environment.tickets).create(creation, inChannel: pair.channel, context: context)
    }

    /// Whether a ticket is open. Asked once the pair is there: a closing that is seen later finds it, and comes after
    /// what is made here.
    private func isOpen(_ ticket: Ticket.ID) async throws -> Bool {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        return try await TicketRepository(environment.database).find(id: ticket, for: everything)?.status.state == .open
    }

    /// Another ticket of the same fingerprint: it is linked to the one that there is.
    private func join(_ ticket: Ticket.ID, _ pair: TicketPair, _ target: Ticket.ID) async throws {
        // It may have become confidential since: then neither a link nor what later actions say may tell of it.
        guard try await TicketRepository(environment.database).find(id: target, for: context.audience) != nil else {
            return try await progress.skip("the rule may not know of the ticket of this fingerprint, or it is gone")
        }
        try await environment.database.transaction { transaction in
            try await link(target, to: ticket, in: transaction)
            let found = try await TicketRepository(transaction).find(id: target, for: context.audience)
            let summary = try await RuleTickets.summary(of: found, in: transaction)
            try await progress.succeed(
                ["ticket": summary, "detail": "there is a ticket of this fingerprint"], ticket: target, in: transaction)
        }
    }

    private func link(_ ticket: Ticket.ID, to other: Ticket.ID, in transaction: Transaction) async throws {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let tickets = TicketRepository(transaction)
        guard let from = try await tickets.find(id: ticket, for: everything),
            let to = try await tickets.find(id: other, for: everything),
            let channel = try await ChannelRepository(transaction).find(id: from.channelID)
        else { return }
        try await LinkService(environment.tickets).add(
            .relatesTo, from: from, channel: channel.slug, to: to, context, in: transaction)
    }

    /// What the effects on a pair are told by, so that they are not taken for news.
    func name(of pair: TicketPair) -> String { "\(pair.requestPrefix):\(work.run.id)" }
}
