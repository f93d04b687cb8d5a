import Automation
import EventFeed
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets

/// Stores runs and enqueues their first jobs, and disables rules that exceed their limit of runs.
struct RuleRunWriter: Sendable {
    let environment: RuleEnvironment

    /// A job to be enqueued, without the event document, which may be large.
    fileprivate struct Planned {
        var orderingKey: String?
        var channel: String?
        var first: RuleRunAction
    }

    /// The rows that a transaction has written so far.
    struct Pass {
        fileprivate var rates: [Rule.ID: Int] = [:]
        fileprivate var counts: [Rule.ID: Int] = [:]
        fileprivate var off: Set<Rule.ID> = []
        fileprivate var planned: [Planned] = []
    }

    /// A run to be inserted, unless the rule already has one for the event.
    private struct Draft {
        var match: RuleMatch
        var run: RuleRun
        /// Empty if the chain of events is too long.
        var actions: [RuleRunAction]
    }

    /// Stores the runs of matches, in the transaction that advances the feed position. Call ``finish(_:in:)``
    /// afterwards.
    func write(_ matches: [RuleMatch], to pass: inout Pass, in transaction: Transaction) async throws {
        let now = environment.now()
        let fresh = Set(matches.map(\.rule.rule.id)).subtracting(pass.rates.keys)
        if !fresh.isEmpty {
            let known = try await RuleRepository(transaction).runs(of: fresh.sorted(), since: now - RulePolicy.window)
            for id in fresh { pass.rates[id] = known[id] ?? 0 }
        }
        var drafts: [Draft] = []
        for match in matches where !pass.off.contains(match.rule.rule.id) {
            let id = match.rule.rule.id
            if match.replay == nil {
                if pass.rates[id, default: 0] >= match.rule.definition.limit {
                    pass.off.insert(id)
                    try await disable(match, in: transaction)
                    continue
                }
                pass.rates[id, default: 0] += 1
            }
            drafts.append(draft(match, at: now))
        }
        let added = try await RuleRunRepository(transaction).insert(drafts.map { ($0.run, $0.actions) })
        for draft in drafts where added.contains(draft.run.id) {
            if draft.match.replay == nil { pass.counts[draft.run.ruleID, default: 0] += 1 }
            environment.observer.run(reached: draft.run.state)
            guard let first = draft.actions.first else { continue }
            pass.planned.append(
                Planned(orderingKey: draft.match.orderingKey, channel: draft.match.trigger.channel, first: first))
        }
    }

    /// Adds the runs to the rules' counts and enqueues the jobs.
    /// - Returns: The number of runs that will be performed.
    @discardableResult
    func finish(_ pass: Pass, in transaction: Transaction) async throws -> Int {
        let minute = RulePolicy.minute(of: environment.now())
        for (rule, count) in pass.counts.sorted(by: { $0.key < $1.key }) {
            try await RuleRepository(transaction).count(count, of: rule, in: minute)
        }
        try await enqueue(pass.planned, in: transaction)
        return pass.planned.count
    }

    private func draft(_ match: RuleMatch, at now: Timestamp) -> Draft {
        let ids = environment.tickets.identifiers
        var run = RuleRun(
            id: ids.next(), ruleID: match.rule.rule.id, eventID: match.trigger.id, eventType: match.trigger.type,
            document: match.form.document,
            at: now)
        run.pairID = match.pair?.id
        run.channelID = match.trigger.channelID
        run.ticketID = match.trigger.ticketID
        run.confidential = match.trigger.confidential || match.form.isConfidential
        run.mentions = match.form.mentions
        run.replayID = match.replay
        if match.pair == nil { run.trace = match.rule.trace(of: match.form.document, labels: environment.labels) }
        let isCut = match.depth >= RulePolicy.maximumDepth
        if isCut {
            run.state = .skipped
            run.reason = "\(match.depth) rule events led to this one: the chain ends here"
            run.finishedAt = now
        }
        let runID = run.id
        let actions =
            isCut
            ? []
            : match.actions.enumerated().map { RuleRunAction(id: ids.next(), runID: runID, position: $0, action: $1) }
        return Draft(match: match, run: run, actions: actions)
    }

    /// Enqueues the first jobs. Those with the same ordering key are in the order of their events.
    private func enqueue(_ planned: [Planned], in transaction: Transaction) async throws {
        let orders = planned.map { plan in
            let channel = RuleAction(stored: plan.first.action)?.channel(ofEvent: plan.channel) { _ in nil }
            return RuleJobs.Order(action: plan.first, channel: channel, orderingKey: plan.orderingKey)
        }
        try await RuleJobs(environment: environment).enqueue(orders, in: transaction)
    }

    private func disable(_ match: RuleMatch, in transaction: Transaction) async throws {
        let rule = match.rule.rule, now = environment.now()
        let reason = "it reached its limit of runs within an hour: \(match.rule.definition.limit)"
        guard
            try await RuleRepository(transaction).disable(
                rule.id, reason: reason, since: match.trigger.occurredAt, at: now)
        else { return }
        var event = Event(
            id: environment.tickets.identifiers.next(), type: .ruleDisabled, occurredAt: now, origin: .rule)
        event.causationID = match.trigger.id
        event.cause = EventCause(principal: .rule(rule), actor: nil, requestID: "")
        event.changes = [
            "enabled": FieldChange(from: true, to: false),
            "disabled_reason": FieldChange(from: .null, to: .string(reason)),
        ]
        try await EventRepository(transaction).insert([event])
        let context = CallContext(principal: .system("rules"), requestID: "")
        try await environment.tickets.audit.record(
            "rule.disable", target: AuditTarget(.rule, id: rule.id, name: rule.slug), before: ["enabled": true],
            after: ["enabled": false, "reason": .string(reason)], context: context, in: transaction)
        environment.observer.ruleDisabled()
    }
}
