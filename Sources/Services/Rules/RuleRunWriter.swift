import Automation
import Models
import Postgres
import Primitives
import Repositories

/// Writes runs and their first jobs, and turns rules off that run too often.
struct RuleRunWriter: Sendable {
    let environment: RuleEnvironment

    /// A job that is to be enqueued.
    private struct Planned {
        var match: RuleMatch
        var first: RuleRunAction
    }

    /// A run that was added; one that was cut has nothing to be done.
    private struct Inserted {
        var planned: Planned?
    }

    /// Writes what is to run, in the transaction that notes the events as seen.
    /// - Returns: how many runs there are to be done.
    @discardableResult
    func write(_ matches: [RuleMatch], in transaction: Transaction) async throws -> Int {
        guard !matches.isEmpty else { return 0 }
        let rules = RuleRepository(transaction)
        let now = environment.now()
        var rates = try await rules.runs(of: Array(Set(matches.map(\.rule.rule.id))), since: now - RulePolicy.window)
        var counts: [Rule.ID: Int] = [:]
        var off: Set<Rule.ID> = []
        var planned: [Planned] = []
        for match in matches where !off.contains(match.rule.rule.id) {
            let id = match.rule.rule.id
            if match.replay == nil, rates[id, default: 0] >= match.rule.definition.limit {
                off.insert(id)
                try await disable(match, in: transaction)
                continue
            }
            guard let inserted = try await insert(match, at: now, in: transaction) else { continue }
            if match.replay == nil {
                rates[id, default: 0] += 1
                counts[id, default: 0] += 1
            }
            if let plan = inserted.planned { planned.append(plan) }
        }
        for (rule, count) in counts.sorted(by: { $0.key < $1.key }) {
            try await rules.count(count, of: rule, in: RulePolicy.minute(of: now))
        }
        try await enqueue(planned, in: transaction)
        return planned.count
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
        return Inserted(planned: actions.first.map { Planned(match: match, first: $0) })
    }

    /// Enqueues the first jobs, by their keys: whoever holds several takes them in the same order.
    private func enqueue(_ planned: [Planned], in transaction: Transaction) async throws {
        let inOrder = planned.enumerated().sorted {
            ($0.element.match.orderingKey ?? "", $0.offset) < ($1.element.match.orderingKey ?? "", $1.offset)
        }
        let jobs = RuleJobs(environment: environment)
        for (_, plan) in inOrder {
            try await jobs.enqueue(
                plan.first, lane: plan.match.trigger.connectionID, orderingKey: plan.match.orderingKey, in: transaction)
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
    /// - Parameter dueAt: When it is to be done, for one that was put off.
    func enqueue(
        _ action: RuleRunAction, lane: Connection.ID?, orderingKey: String?, dueAt: Timestamp? = nil, in transaction: Transaction
    ) async throws {
        let read = RuleAction(stored: action.action)
        let due = dueAt ?? read?.wait.map { environment.now() + $0 }
        var draft = JobDraft(
            kind: RuleRunHandler.kind, payload: ["run": .string(action.runID.text), "action": JSON(action.position)],
            uniqueKey: dueAt == nil ? "rule-action:\(action.id)" : nil, orderingKey: due == nil ? orderingKey : nil,
            lane: try await self.lane(of: read, in: transaction) ?? lane?.text ?? "", maxAttempts: OperationPolicy.maximumAttempts)
        draft.runAt = due
        let job = try await environment.queue.enqueue(draft, in: transaction)
        try await RuleRunRepository(transaction).assign(job, to: action.id, dueAt: due)
    }

    private func lane(of action: RuleAction?, in transaction: Transaction) async throws -> String? {
        guard let slug = action?.fixedChannel else { return nil }
        return try await ChannelRepository(transaction).find(slug: slug)?.connectionID.text
    }
}
