import Automation
import Models
import Primitives
import Repositories

extension RuleService {
    /// The events that a rule missed while it was disabled; nil for none. They are reported but not processed, to
    /// avoid posting a week's comments at once. ``replay(_:from:to:after:context:)`` processes them.
    func missed(by rule: Rule, until now: Timestamp) async throws -> Rule.Missed? {
        guard let since = rule.offSince, let definition = RuleDefinition(stored: rule.definition) else {
            return rule.missed
        }
        let count = { (audience: TicketAudience) in
            try await RuleTriggerRepository(environment.database).count(
                for: rule, seenBy: audience, from: since, to: now, types: definition.on, channels: definition.channels,
                effects: definition.firesOnRuleEffects, pairTypes: definition.pairTypes,
                upTo: RulePolicy.maximumMissed)
        }
        let events = try await count(.everything)
        guard events > 0 else { return nil }
        let visible = try await count(TicketAudience(channels: nil, includesConfidential: false))
        return Rule.Missed(from: since, to: now, events: events, publicEvents: visible)
    }
}

extension Rule {
    /// Whether the rule was disabled at this time and has not been replayed for it since.
    func missed(_ moment: Timestamp) -> Bool { missed.map { $0.from <= moment && moment < $0.to } ?? false }
}
