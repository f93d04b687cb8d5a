import Automation
import Documents
import EventFeed
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// An action as a durable write: records its progress and that of its run.
struct RuleProgress: DurableWrite {
    let environment: RuleEnvironment
    let work: RuleWork

    private var principal: Principal { .rule(work.rule) }

    var progress: DurableProgress {
        // For a postponed action, the retry period starts when it is due.
        let began = max(work.job.createdAt, work.action.dueAt ?? work.job.createdAt)
        return DurableProgress(
            failures: work.action.attempts, earlier: work.earlierAttempt, deadline: began + RulePolicy.patience)
    }

    func perform(_ action: RenderedAction) async throws {
        try await RuleActionPerformer(environment: environment, work: work, progress: self).perform(action)
    }

    /// The context of a call on behalf of the rule, caused by the event.
    /// - Parameter name: The name by which effects of the call are recognised; nil for the run's.
    func context(named name: String? = nil) -> CallContext {
        var context = CallContext(principal: principal, requestID: name ?? "run:\(work.run.id)", origin: .rule)
        context.causation = work.run.eventID
        return context
    }

    /// The tickets that the rule may see.
    private var audience: TicketAudience { context().audience }

    /// Renders the action and stores the result, unless an earlier attempt has done so.
    /// - Returns: nil if there is nothing to do.
    func begin() async throws -> RenderedAction? {
        if RuleAction(stored: work.action.action)?.kind.writesTickets == true, !work.rule.rights.mayWrite {
            throw ServiceError.forbidden(.ticketsWrite)
        }
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
            // The creation of a ticket need not wait for the disk here, since the creation attempt is stored durably
            // afterwards, before the tracker is called.
            let kept = try await RuleRunRepository(environment.database).begin(
                work.action.id, rendered: rendered.json, at: environment.now(),
                waitsForDisk: action.kind != .createTicket)
            guard let kept else { throw DurableWriteOver() }
            return RenderedAction(stored: kept)
        } catch RenderingFailure.noTicket(let reason) {
            try await skip(reason)
            return nil
        } catch RenderingFailure.unusable(let reason) {
            throw Self.unusable(reason)
        }
    }

    /// Stores additions to the rendered action before it is called, for later attempts to use.
    func keep(_ rendered: RenderedAction) async throws {
        guard try await RuleRunRepository(environment.database).keep(rendered.json, for: work.action.id) else {
            throw DurableWriteOver()
        }
    }

    private func surroundings(of action: RuleAction) async throws -> RuleContext {
        let document = try await environment.document(
            work.run.document, of: work.run.ticketID, forTextsIn: work.action.action, readBy: audience)
        var context = RuleContext(document: document, rule: (work.rule.slug, work.rule.name))
        context.labels = environment.labels
        // Tickets that earlier actions wrote may have become confidential, or the author may have lost access to their
        // channels. Such results are omitted.
        let results = work.visibleResults
        let written = results.compactMap { $0.result?.ticketID }
        let hidden = try await HiddenTickets(environment.database).among(written, from: audience)
        let visible = results.filter { $0.result?.ticketID.map { !hidden.contains($0) } ?? true }
        context.results = Dictionary(visible.compactMap { earlier in earlier.result.map { (earlier.position, $0) } }) {
            first, _ in first
        }
        if action.needsLinkedTicket, let ticket = work.run.ticketID {
            context.linked = try await environment.linkedTicket(
                of: ticket, by: work.rule.id, for: audience)
            if let linked = context.linked { try await mention(linked, in: action) }
        }
        return context
    }

    /// Records that the run concerns the counterpart of its ticket and, if the action's text can contain them, the
    /// counterpart's links and parent.
    private func mention(_ linked: JSON, in action: RuleAction) async throws {
        guard let id = linked["id"]?.stringValue.flatMap({ MirroredTicket.ID($0) }) else { return }
        var mentions = [id]
        var isConfidential = false
        if action.kind != .keepInStep {
            let form = try await environment.forms(ofLinked: linked, id).form(for: audience)
            mentions += form.mentions
            isConfidential = form.isConfidential
        }
        try await RuleRunRepository(environment.database).mention(
            mentions, isConfidential: isConfidential, in: work.run.id)
    }

    /// Evaluates the condition on the ticket's state at the time of the action, since a `wait` may precede it.
    private func holds(_ action: RuleAction, _ context: RuleContext) async throws -> Bool {
        guard action.condition != nil else { return true }
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

    /// Decodes the body of a ticket to be created. Its template variables come from the event, so they are marked as
    /// carried.
    func creation(_ body: JSON) throws -> TicketCreation {
        var creation = try TicketCreation(reading: body)
        creation.template?.carried = TemplateUse.Carried(source: TextSource.of(work.run.document["ticket"]))
        return creation
    }

    static func unusable(_ reason: String) -> Failure {
        Failure(.actionUnusable, detail: reason)
    }

    // MARK: Ends of actions

    func succeed(_ target: AuditTarget, in transaction: Transaction) async throws {
        let comment = target.kind == .comment ? target.id.flatMap { Comment.ID($0) } : nil
        let ticket = try await ticket(of: target, in: transaction)
        var result: [String: JSON] = ["ticket": try await RuleTickets.summary(of: ticket, in: transaction)]
        if let comment { result["comment"] = ["id": .string(comment.text)] }
        try await finish(as: .succeeded, result: .object(result), ticket: ticket?.id, comment: comment, in: transaction)
    }

    /// Completes the action with this result.
    func succeed(_ result: JSON?, ticket: MirroredTicket.ID? = nil, in transaction: Transaction) async throws {
        try await finish(as: .succeeded, result: result, ticket: ticket, comment: nil, in: transaction)
    }

    func succeedIfPending() async throws {
        do {
            let ticket = try await RuleRunRepository(environment.database).action(
                work.action.position, of: work.run.id)?.rendered
                .flatMap(RenderedAction.init(stored:))?.ticket
            try await environment.database.transaction { transaction in
                let summary = try await RuleTickets.summary(of: ticket, in: transaction)
                try await succeed(["ticket": summary], in: transaction)
            }
        } catch is DurableWriteOver {
            return
        }
    }

    func retry(after failure: Failure) async throws {
        try await RuleRunRepository(environment.database).noteFailure(
            of: work.action.id, problem: failure.ruleDocument)
        environment.observer.action(work.kind, ended: .retried)
    }

    /// Fails the action and its run.
    func fail(_ failure: Failure) async throws {
        let document = failure.ruleDocument, now = environment.now()
        try await environment.database.transaction { transaction in
            let runs = RuleRunRepository(transaction)
            try await runs.fail(work.action.id, problem: document, at: now)
            _ = try await runs.finish(
                work.run.id, as: .failed, reason: "action \(work.action.position): \(failure.explanation)", at: now)
        }
        environment.observer.action(work.kind, ended: .failed)
        environment.observer.run(reached: .failed)
    }

    /// Skips the action for this reason.
    func skip(_ reason: String, ticket: JSON? = nil) async throws {
        try await environment.database.transaction { transaction in
            var result: [String: JSON] = ["skipped": .string(reason)]
            result["ticket"] = ticket
            try await finish(as: .skipped, result: .object(result), ticket: nil, comment: nil, in: transaction)
        }
    }

    /// Postpones the action without completing it.
    func putOff(until moment: Timestamp, in transaction: Transaction) async throws {
        let channel = work.run.channel(of: work.action, after: work.earlier)
        try await RuleJobs(environment: environment).enqueue(
            [RuleJobs.Order(action: work.action, channel: channel, orderingKey: nil, dueAt: moment)], in: transaction)
    }

    private func finish(
        as state: RuleRunState, result: JSON?, ticket: MirroredTicket.ID?, comment: Comment.ID?,
        in transaction: Transaction
    ) async throws {
        let runs = RuleRunRepository(transaction), now = environment.now()
        guard
            try await runs.finish(work.action.id, as: state, result: result, ticket: ticket, comment: comment, at: now)
        else {
            throw DurableWriteOver()
        }
        environment.observer.action(work.kind, ended: state == .skipped ? .skipped : .succeeded)
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

    private func ticket(of target: AuditTarget, in transaction: Transaction) async throws -> MirroredTicket? {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let tickets = TicketRepository(transaction)
        if target.kind == .ticket {
            return try await target.id.flatMap { MirroredTicket.ID($0) }.asyncMap {
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
    /// The ticket in the result of an action.
    var ticketID: MirroredTicket.ID? { self["ticket"]?["id"]?.stringValue.flatMap { MirroredTicket.ID($0) } }
}

extension RuleRun {
    /// The channel whose tracker an action calls, as far as it is known.
    func channel(of action: RuleRunAction, after earlier: [RuleRunAction]) -> String? {
        RuleAction(stored: action.action)?.channel(ofEvent: document["channel"]?["slug"]?.stringValue) { number in
            earlier.first { $0.position == number }?.result?["ticket"]?["channel"]?.stringValue
        }
    }
}

extension RuleWork {
    /// The earlier actions whose results the action can refer to. A webhook's text goes to readers who may see less
    /// than the rule's author, so it sees none unless it names `actions`.
    var visibleResults: [RuleRunAction] {
        let isWebhook = action.action["action"]?.stringValue == RuleActionKind.webhook.rawValue
        return isWebhook && !action.action.text.contains("actions") ? [] : earlier
    }

    /// Runs with the same ordering key are performed one after another; see ``RuleMatch/orderingKey``.
    var orderingKey: String? { job.orderingKey ?? run.ticketID.map { "rule:\(rule.id):\($0)" } }
}

extension Optional {
    func asyncMap<Other>(_ transform: (Wrapped) async throws -> Other) async rethrows -> Other? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
