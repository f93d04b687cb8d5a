import Automation
import Models
import Postgres
import Primitives
import Repositories

/// Writes runs and their first jobs, and turns rules off that run too often.
struct RuleRunWriter: Sendable {
    let environment: RuleEnvironment

    /// A job that is to be enqueued. Without the document, of which there may be many long ones.
    fileprivate struct Planned {
        var orderingKey: String?
        var channel: String?
        var first: RuleRunAction
    }

    /// What a transaction has written so far.
    struct Pass {
        fileprivate var rates: [Rule.ID: Int] = [:]
        fileprivate var counts: [Rule.ID: Int] = [:]
        fileprivate var off: Set<Rule.ID> = []
        fileprivate var planned: [Planned] = []
    }

    /// A run that was added; one that was cut has nothing to be done.
    private struct Inserted {
        var planned: Planned?
    }

    /// Writes what is to run, in the transaction that notes the events as seen. ``finish(_:in:)`` is to follow.
    func write(_ matches: [RuleMatch], to pass: inout Pass, in transaction: Transaction) async throws {
        let now = environment.now()
        let fresh = Set(matches.map(\.rule.rule.id)).subtracting(pass.rates.keys)
        if !fresh.isEmpty {
            let known = try await RuleRepository(transaction).runs(of: fresh.sorted(), since: now - RulePolicy.window)
            for id in fresh { pass.rates[id] = known[id] ?? 0 }
        }
        for match in matches where !pass.off.contains(match.rule.rule.id) {
            let id = match.rule.rule.id
            if match.replay == nil, pass.rates[id, default: 0] >= match.rule.definition.limit {
                pass.off.insert(id)
                try await disable(match, in: transaction)
                continue
            }
            guard let inserted = try await insert(match, at: now, in: transaction) else { continue }
            if match.replay == nil {
                pass.rates[id, default: 0] += 1
                pass.counts[id, default: 0] += 1
            }
            if let plan = inserted.planned { pass.planned.append(plan) }
        }
    }

    /// Counts what was written, and puts the jobs in line.
    /// - Returns: how many runs there are to be done.
    @discardableResult
    func finish(_ pass: Pass, in transaction: Transaction) async throws -> Int {
        let minute = RulePolicy.minute(of: environment.now())
        for (rule, count) in pass.counts.sorted(by: { $0.key < $1.key }) {
            try await RuleRepository(transaction).count(count, of: rule, in: minute)
        }
        try await enqueue(pass.planned, in: transaction)
        return pass.planned.count
    }

    /// - Returns: nil when there is a run for this event already.
    private func insert(_ match: RuleMatch, at now: Timestamp, in transaction: Transaction) async throws -> Inserted? {
        let ids = environment.tickets.identifiers
        var run = RuleRun(
            id: ids.next(), ruleID: match.rule.rule.id, eventID: match.trigger.id, eventType: match.trigger.type, document: match.document,
            at: now)
        run.pairID = match.pair?.id
        run.channelID = match.trigger.channelID
        run.ticketID = match.trigger.ticketID
        run.confidential = match.trigger.confidential || match.document.tellsOfInternalComment
        run.replayID = match.replay
        if match.pair == nil { run.trace = match.rule.trace(of: match.document) }
        let isCut = match.depth >= RulePolicy.maximumDepth
        if isCut {
            run.state = .skipped
            run.reason = "\(match.depth) events of rules led to this one: the chain is cut here"
            run.finishedAt = now
        }
        let runID = run.id
        let actions = isCut ? [] : match.actions.enumerated().map { RuleRunAction(id: ids.next(), runID: runID, position: $0, action: $1) }
        guard try await RuleRunRepository(transaction).insert(run, actions) else { return nil }
        environment.observer.run(reached: run.state)
        return Inserted(
            planned: actions.first.map { Planned(orderingKey: match.orderingKey, channel: match.trigger.channel, first: $0) })
    }

    /// Enqueues the first jobs, by their keys: whoever holds several takes them in the same order.
    private func enqueue(_ planned: [Planned], in transaction: Transaction) async throws {
        let inOrder = planned.enumerated().sorted {
            ($0.element.orderingKey ?? "", $0.offset) < ($1.element.orderingKey ?? "", $1.offset)
        }
        let jobs = RuleJobs(environment: environment)
        for (_, plan) in inOrder {
            let channel = RuleAction(stored: plan.first.action)?.channel(ofEvent: plan.channel) { _ in nil }
            try await jobs.enqueue(plan.first, channel: channel, orderingKey: plan.orderingKey, in: transaction)
        }
    }

    private func disable(_ match: RuleMatch, in transaction: Transaction) async throws {
        let rule = match.rule.rule, now = environment.now()
        let reason = "it ran \(match.rule.definition.limit) times within an hour"
        guard try await RuleRepository(transaction).disable(rule.id, reason: reason, at: now) else { return }
        var event = Event(id: environment.tickets.identifiers.next(), type: .ruleDisabled, occurredAt: now, origin: .rule)
        event.causationID = match.trigger.id
        event.cause = EventCause(principal: .rule(rule), actor: nil, requestID: "")
        event.changes = [
            "enabled": FieldChange(from: true, to: false), "disabled_reason": FieldChange(from: .null, to: .string(reason)),
        ]
        try await EventRepository(transaction).insert([event])
        let context = CallContext(principal: .system("rules"), requestID: "")
        try await environment.tickets.audit.record(
            "rule.disable", target: AuditTarget(.rule, id: rule.id, name: rule.slug), before: ["enabled": true],
            after: ["enabled": false, "reason": .string(reason)], context: context, in: transaction)
        environment.observer.ruleDisabled()
    }
}

/// The jobs that do actions.
struct RuleJobs: Sendable {
    let environment: RuleEnvironment

    /// Enqueues the job of an action, in the lane of the tracker that it goes to. One that waits is in nobody's way.
    /// - Parameters:
    ///   - channel: That of the tracker; nil where it goes to none, or to one that is not known yet.
    ///   - dueAt: When it is to be done, for one that was put off.
    func enqueue(
        _ action: RuleRunAction, channel: String?, orderingKey: String?, dueAt: Timestamp? = nil, in transaction: Transaction
    ) async throws {
        let due = dueAt ?? RuleAction(stored: action.action)?.wait.map { environment.now() + $0 }
        var lane: Connection.ID?
        if let channel { lane = try await ChannelRepository(transaction).find(slug: channel)?.connectionID }
        var draft = JobDraft(
            kind: RuleRunHandler.kind, payload: ["run": .string(action.runID.text), "action": JSON(action.position)],
            uniqueKey: dueAt == nil ? "rule-action:\(action.id)" : nil, orderingKey: due == nil ? orderingKey : nil,
            lane: lane?.text ?? "", maxAttempts: OperationPolicy.maximumAttempts)
        draft.runAt = due
        let job = try await environment.queue.enqueue(draft, in: transaction)
        try await RuleRunRepository(transaction).assign(job, to: action.id, dueAt: due)
    }
}
