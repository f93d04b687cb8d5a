import Automation
package import Models
import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Tickets

/// Where a replay goes on: behind the last event that was looked at, as the same request.
package struct RuleReplayPlace: Sendable, Hashable {
    /// The request: no event is run on twice for it.
    package var replay: Identifier<RuleReplay>
    /// When that event happened.
    package var time: Timestamp
    /// That event.
    package var event: Event.ID

    /// Names a place.
    package init(replay: Identifier<RuleReplay>, time: Timestamp, event: Event.ID) {
        self.replay = replay
        self.time = time
        self.event = event
    }
}

/// What running a rule on stored events came to.
package struct RuleReplayOutcome: Sendable, Hashable {
    /// How many events were looked at.
    package var events = 0
    /// On how many of them the rule runs.
    package var runs = 0
    /// When the last of them happened; nil for none.
    package var lastEventAt: Timestamp?
    /// Where to go on; nil at the end of the span.
    package var next: RuleReplayPlace?
}

extension RuleService {
    /// Runs a rule on the stored events of a span of time that it matches, each once, oldest first. What the caller and
    /// the rule may not know of is left out. Few events are held at a time, however many there are.
    /// - Parameter place: Where an earlier call ended, to go on as the same request.
    package func replay(
        _ name: String, from: Timestamp, to: Timestamp, after place: RuleReplayPlace? = nil, context: CallContext
    ) async throws -> RuleReplayOutcome {
        let rule = try await find(name, context: context)
        let read = try Self.read(rule)
        try Self.requireAuthority(for: read.definition, context)
        guard rule.enabled else { throw Self.isOff }
        let replay = place?.replay ?? environment.tickets.identifiers.next()
        let triggers = RuleTriggerRepository(environment.database)
        // Pairs rest while their rule is off: what happened to them then is carried now.
        let types = rule.missed == nil ? read.definition.on : read.definition.on + read.definition.pairTypes
        var outcome = RuleReplayOutcome()
        outcome.next = place
        while outcome.events < RulePolicy.maximumReplay {
            let batch = try await triggers.triggers(
                from: from, to: to, types: types, for: context.audience,
                after: outcome.next.map { ($0.time, $0.event) },
                limit: RulePolicy.documentBatch)
            outcome.events += batch.count
            outcome.runs += try await run(read, on: batch, for: replay)
            guard batch.count == RulePolicy.documentBatch, let last = batch.last else {
                outcome.lastEventAt = batch.last?.occurredAt ?? outcome.next?.time
                outcome.next = nil
                break
            }
            outcome.lastEventAt = last.occurredAt
            outcome.next = RuleReplayPlace(replay: replay, time: last.occurredAt, event: last.id)
        }
        if outcome.next == nil {
            try await RuleRepository(environment.database).forgetMissed(of: rule.id, from: from, to: to)
        }
        try await environment.tickets.audit.record(
            "rule.replay", target: AuditTarget(.rule, id: rule.id, name: rule.slug), before: nil,
            after: ["from": JSON(from), "to": JSON(to), "runs": JSON(outcome.runs)], context: context,
            in: environment.database)
        return outcome
    }

    private func run(_ rule: ReadRule, on batch: [RuleTrigger], for replay: Identifier<RuleReplay>) async throws -> Int
    {
        guard !batch.isEmpty else { return 0 }
        return try await environment.database.transaction { transaction in
            let matches = try await RuleMatcher(environment).matches(batch, [rule], transaction)
            let writer = RuleRunWriter(environment: environment)
            var pass = RuleRunWriter.Pass()
            let wanted = matches.filter { $0.pair == nil || rule.rule.missed($0.trigger.occurredAt) }
            try await writer.write(wanted.map { $0.again(replay) }, to: &pass, in: transaction)
            return try await writer.finish(pass, in: transaction)
        }
    }
}

extension RuleMatch {
    /// The same for a request.
    fileprivate func again(_ replay: Identifier<RuleReplay>) -> RuleMatch {
        var match = self
        match.replay = replay
        return match
    }
}
