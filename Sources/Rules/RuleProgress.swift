import Automation
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Keeps how far a run is.
struct RuleProgress: Sendable {
    let environment: RuleEnvironment
    let work: RuleWork

    private var principal: Principal { .rule(work.rule) }

    /// The call as which an action is made: the rule's, caused by the event, which keeps in its own transaction that it
    /// was made.
    /// - Parameters:
    ///   - name: What the effects are told by; nil for the run.
    ///   - more: Done in that transaction too, with what was written.
    func context(
        named name: String? = nil, also more: (@Sendable (AuditTarget, Transaction) async throws -> Void)? = nil
    ) -> CallContext {
        var context = CallContext(principal: principal, requestID: name ?? "run:\(work.run.id)", origin: .rule)
        context.causation = work.run.eventID
        context.completion = { target, transaction in
            try await more?(target, transaction)
            try await succeed(target, in: transaction)
        }
        return context
    }

    /// The call of something that is no action of its own.
    func plainContext(named name: String? = nil) -> CallContext {
        var context = context(named: name)
        context.completion = nil
        return context
    }

    /// Fills the action in and keeps that, unless an earlier attempt did.
    /// - Returns: nil when there is nothing to do.
    func begin() async throws -> RenderedAction? {
        if let stored = work.action.rendered.flatMap(RenderedAction.init(stored:)) { return stored }
        guard let action = RuleAction(stored: work.action.action) else {
            throw Self.unusable("the action can't be read")
        }
        let surroundings = try await surroundings(of: action)
        guard try await holds(action, surroundings) else {
            try await skip(RuleAction.conditionFailed)
            return nil
        }
        do {
            let rules = try await environment.textRules(ofChannel: try action.targetChannel(in: surroundings))
            let rendered = try render(action, in: surroundings, for: rules)
            // That of a ticket to be made is on the disk before the tracker is called: the attempt is kept after it.
            let kept = try await RuleRunRepository(environment.database).begin(
                work.action.id, rendered: rendered.json, at: environment.now(),
                waitsForDisk: action.kind != .createTicket)
            guard let kept else { throw RuleActionOver() }
            return RenderedAction(stored: kept)
        } catch RenderingFailure.noTicket(let reason) {
            try await skip(reason)
            return nil
        } catch RenderingFailure.unusable(let reason) {
            throw Self.unusable(reason)
        }
    }

    /// Keeps what more is known of the call before it is made, for a later attempt to look for.
    func keep(_ rendered: RenderedAction) async throws {
        guard try await RuleRunRepository(environment.database).keep(rendered.json, for: work.action.id) else {
            throw RuleActionOver()
        }
    }

    private func surroundings(of action: RuleAction) async throws -> RuleContext {
        var context = RuleContext(document: work.run.document, rule: (work.rule.slug, work.rule.name))
        context.labels = environment.labels
        // What an earlier action wrote may have become confidential, or the author have lost its channel: then it is
        // not told of either.
        let written = work.earlier.compactMap { $0.result?.ticketID }
        let hidden = try await HiddenTickets(environment.database).among(written, from: plainContext().audience)
        let told = work.earlier.filter { $0.result?.ticketID.map { !hidden.contains($0) } ?? true }
        context.results = Dictionary(told.compactMap { earlier in earlier.result.map { (earlier.position, $0) } }) {
            first, _ in first
        }
        if action.needsLinkedTicket, let ticket = work.run.ticketID {
            context.linked = try await environment.linkedTicket(
                of: ticket, by: work.rule.id, for: plainContext().audience)
            if let linked = context.linked?["id"]?.stringValue.flatMap({ Ticket.ID($0) }) {
                try await RuleRunRepository(environment.database).mention(linked, in: work.run.id)
            }
        }
        return context
    }

    /// The condition is about the ticket as it is when the action's turn comes: a wait may lie before it.
    private func holds(_ action: RuleAction, _ context: RuleContext) async throws -> Bool {
        guard action.condition != nil else { return true }
        let audience = plainContext().audience
        let ticket =
            try await work.run.ticketID.asyncMap { try await environment.ticketDocument($0, for: audience) } ?? nil
        return action.holds(in: context, ticket: ticket ?? .null)
    }

    private func render(
        _ action: RuleAction, in context: RuleContext, for rules: TextRules
    ) throws(RenderingFailure) -> RenderedAction {
        if let pair = work.run.pairID { return try action.renderedForPair(pair.text, in: context, for: rules) }
        return try action.rendered(in: context, for: rules)
    }

    /// Reads the body of a ticket to be made; what its template is filled with comes from the event.
    func creation(_ body: JSON) throws -> TicketCreation {
        var creation = try environment.bodies.creation(body)
        creation.template?.carried = TemplateUse.Carried(source: TextSource.of(work.run.document["ticket"]))
        return creation
    }

    static func unusable(_ reason: String) -> Failure {
        Failure(.actionUnusable, detail: reason)
    }

    // MARK: Ends of actions

    /// The action wrote something.
    func succeed(_ target: AuditTarget, in transaction: Transaction) async throws {
        let comment = target.kind == .comment ? target.id.flatMap { Comment.ID($0) } : nil
        let ticket = try await ticket(of: target, in: transaction)
        var result: [String: JSON] = ["ticket": try await RuleTickets.summary(of: ticket, in: transaction)]
        if let comment { result["comment"] = ["id": .string(comment.text)] }
        try await finish(as: .succeeded, result: .object(result), ticket: ticket?.id, comment: comment, in: transaction)
    }

    /// The action did this, in a transaction of its own unless one is given.
    func succeed(_ result: JSON?, ticket: Ticket.ID? = nil, in transaction: Transaction) async throws {
        try await finish(as: .succeeded, result: result, ticket: ticket, comment: nil, in: transaction)
    }

    /// The action did what it had to, if nothing says so yet.
    func succeedIfPending() async throws {
        do {
            let ticket = try await RuleRunRepository(environment.database).action(
                work.action.position, of: work.run.id)?.rendered
                .flatMap(RenderedAction.init(stored:))?.ticket
            try await environment.database.transaction { transaction in
                let summary = try await RuleTickets.summary(of: ticket, in: transaction)
                try await succeed(["ticket": summary], in: transaction)
            }
        } catch is RuleActionOver {
            return
        }
    }

    /// There was nothing to do, for this reason.
    func skip(_ reason: String, ticket: JSON? = nil) async throws {
        try await environment.database.transaction { transaction in
            var result: [String: JSON] = ["skipped": .string(reason)]
            result["ticket"] = ticket
            try await finish(as: .skipped, result: .object(result), ticket: nil, comment: nil, in: transaction)
        }
    }

    /// The action is done later, and not yet over.
    func putOff(until moment: Timestamp, in transaction: Transaction) async throws {
        let channel = work.run.channel(of: work.action, after: work.earlier)
        try await RuleJobs(environment: environment).enqueue(
            [RuleJobs.Order(action: work.action, channel: channel, orderingKey: nil, dueAt: moment)], in: transaction)
    }

    private func finish(
        as state: RuleRunState, result: JSON?, ticket: Ticket.ID?, comment: Comment.ID?, in transaction: Transaction
    ) async throws {
        let runs = RuleRunRepository(transaction), now = environment.now()
        guard
            try await runs.finish(work.action.id, as: state, result: result, ticket: ticket, comment: comment, at: now)
        else {
            throw RuleActionOver()
        }
        environment.observer.action(
            work.action.action["action"]?.stringValue ?? "", ended: state == .skipped ? .skipped : .succeeded)
        if let next = work.next {
            var done = work.action
            done.result = result
            let channel = work.run.channel(of: next, after: work.earlier + [done])
            try await RuleJobs(environment: environment).enqueue(
                [RuleJobs.Order(action: next, channel: channel, orderingKey: work.orderingKey)], in: transaction)
        } else if try await runs.finish(work.run.id, as: .succeeded, reason: nil, at: now) {
            environment.observer.run(reached: .succeeded)
        }
    }

    private func ticket(of target: AuditTarget, in transaction: Transaction) async throws -> Ticket? {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let tickets = TicketRepository(transaction)
        if target.kind == .ticket {
            return try await target.id.flatMap { Ticket.ID($0) }.asyncMap {
                try await tickets.find(id: $0, for: everything)
            } ?? nil
        }
        guard let slug = target.channel, let key = target.name,
            let channel = try await ChannelRepository(transaction).find(slug: slug)
        else {
            return nil
        }
        return try await tickets.find(channel: channel.id, key: key, for: everything)
    }
}

extension JSON {
    /// The ticket that the result of an action tells of.
    var ticketID: Ticket.ID? { self["ticket"]?["id"]?.stringValue.flatMap { Ticket.ID($0) } }
}

extension RuleRun {
    /// The channel whose tracker an action calls, as far as that is known.
    func channel(of action: RuleRunAction, after earlier: [RuleRunAction]) -> String? {
        RuleAction(stored: action.action)?.channel(ofEvent: document["channel"]?["slug"]?.stringValue) { number in
            earlier.first { $0.position == number }?.result?["ticket"]?["channel"]?.stringValue
        }
    }
}

extension RuleWork {
    /// Runs with this key are made one after the other, as ``RuleMatch/orderingKey``.
    var orderingKey: String? { job.orderingKey ?? run.ticketID.map { "rule:\(rule.id):\($0)" } }
}

/// Tickets as the results of actions show them.
enum RuleTickets {
    /// What later actions may say of a ticket.
    static func summary(of ticket: Ticket?, in executor: any SQLExecutor) async throws -> JSON {
        guard let ticket, let channel = try await ChannelRepository(executor).find(id: ticket.channelID) else {
            return .null
        }
        return [
            "id": .string(ticket.id.text), "channel": .string(channel.slug), "key": .string(ticket.key),
            "url": .string(ticket.url),
            "title": .string(ticket.title), "status": .string(ticket.status.rawValue),
        ]
    }

    /// The same of a ticket by its place.
    static func summary(of place: TicketPlace?, in executor: any SQLExecutor) async throws -> JSON {
        guard let place, let channel = try await ChannelRepository(executor).find(slug: place.channel) else {
            return .null
        }
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        return try await summary(
            of: try await TicketRepository(executor).find(channel: channel.id, key: place.key, for: everything),
            in: executor)
    }
}

extension RuleEnvironment {
    /// The ticket that another one is kept in step with: by this rule, or else by the latest that does; nil where there
    /// is none that the audience may know of.
    func linkedTicket(of ticket: Ticket.ID, by rule: Rule.ID, for audience: TicketAudience) async throws -> JSON? {
        let pairs = try await TicketPairRepository(database).find(tickets: [ticket])
        let pair = pairs.first { $0.ruleID == rule && $0.targetID != nil } ?? pairs.first { $0.targetID != nil }
        guard let pair, let other = pair.sourceID == ticket ? pair.targetID : pair.sourceID else { return nil }
        return try await ticketDocument(other, for: audience)
    }
}

extension Optional {
    func asyncMap<Other>(_ transform: (Wrapped) async throws -> Other) async rethrows -> Other? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
