import Automation
package import Models
import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Tickets

/// The position at which the same replay continues: after the last event processed.
package struct RuleReplayPosition: Sendable, Hashable {
    /// The replay's identifier. It prevents a second run on the same event.
    package var replay: Identifier<RuleReplay>
    /// The event's time.
    package var time: Timestamp
    package var event: Event.ID

    package init(replay: Identifier<RuleReplay>, time: Timestamp, event: Event.ID) {
        self.replay = replay
        self.time = time
        self.event = event
    }
}

/// The result of replaying a rule.
package struct RuleReplayOutcome: Sendable, Hashable {
    /// The number of events examined.
    package var events = 0
    /// The number of runs started.
    package var runs = 0
    /// The time of the last event examined; nil for none.
    package var lastEventAt: Timestamp?
    /// The position at which to continue; nil at the end of the range.
    package var next: RuleReplayPosition?
}

extension RuleService {
    /// Runs a rule on the stored events of a time range that it matches, once each, oldest first. Events that the
    /// caller or the rule may not see are skipped. Events are processed in small batches to bound memory.
    /// - Parameter position: The position at which an earlier call ended, to continue the same replay.
    /// - Throws: `ServiceError.conflict` if the rule is disabled.
    package func replay(
        _ name: String, from: Timestamp, to: Timestamp, after position: RuleReplayPosition? = nil, context: CallContext
    ) async throws -> RuleReplayOutcome {
        let rule = try await find(name, context: context)
        let read = try Self.read(rule)
        try Self.requireAuthority(for: read.definition, context)
        guard rule.enabled else { throw Self.isOff }
        let replay = position?.replay ?? environment.tickets.identifiers.next()
        let triggers = RuleTriggerRepository(environment.database)
        // Pairs are not kept in sync while their rule is disabled, so a replay of the missed events also carries
        // theirs.
        let types = rule.missed == nil ? read.definition.on : read.definition.on + read.definition.pairTypes
        var outcome = RuleReplayOutcome()
        outcome.next = position
        while outcome.events < RulePolicy.maximumReplay {
            let batch = try await triggers.events(
                from: from, to: to, types: types, for: context.audience,
                after: outcome.next.map { ($0.time, $0.event) },
                limit: RulePolicy.documentBatch)
            outcome.events += batch.count
            outcome.runs += try await run(read, on: batch, for: replay)
            guard batch.count == RulePolicy.documentBatch, let last = batch.last else {
                outcome.lastEventAt = batch.last?.event.occurredAt ?? outcome.next?.time
                outcome.next = nil
                break
            }
            outcome.lastEventAt = last.event.occurredAt
            outcome.next = RuleReplayPosition(replay: replay, time: last.event.occurredAt, event: last.event.id)
        }
        if outcome.next == nil {
            try await RuleRepository(environment.database).forgetMissed(
                of: rule.id, from: from, to: to, includesConfidential: context.audience.includesConfidential)
        }
        try await environment.tickets.audit.record(
            "rule.replay", target: AuditTarget(.rule, id: rule.id, name: rule.slug), before: nil,
            after: ["from": JSON(from), "to": JSON(to), "runs": JSON(outcome.runs)], context: context,
            in: environment.database)
        return outcome
    }

    private func run(_ rule: ReadRule, on batch: [FeedEvent], for replay: Identifier<RuleReplay>) async throws -> Int {
        guard !batch.isEmpty else { return 0 }
        return try await environment.database.transaction { transaction in
            let matches = try await RuleMatcher(environment).matches(of: batch, with: [rule], in: transaction)
            let writer = RuleRunWriter(environment: environment)
            var pass = RuleRunWriter.Pass()
            let wanted = matches.filter { $0.pair == nil || rule.rule.missed($0.trigger.occurredAt) }
            try await writer.write(wanted.map { $0.again(replay) }, to: &pass, in: transaction)
            return try await writer.finish(pass, in: transaction)
        }
    }
}

extension RuleMatch {
    /// The match as part of a replay.
    fileprivate func again(_ replay: Identifier<RuleReplay>) -> RuleMatch {
        var match = self
        match.replay = replay
        return match
    }
}
