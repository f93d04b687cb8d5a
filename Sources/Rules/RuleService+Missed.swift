import Automation
import Models
import Primitives
import Repositories

extension RuleService {
    /// What a rule missed that is turned on again; nil for nothing. It is told and not made up for: nobody may want the
    /// comments of a week at once. ``replay(_:from:to:after:context:)`` does it.
    func missed(by rule: Rule, until now: Timestamp) async throws -> Rule.Missed? {
        guard let since = rule.offSince, let definition = RuleDefinition(stored: rule.definition) else {
            return rule.missed
        }
        let events = try await RuleTriggerRepository(environment.database).count(
            for: rule, from: since, to: now, types: definition.on, channels: definition.channels,
            effects: definition.firesOnRuleEffects,
            pairTypes: definition.pairTypes, upTo: RulePolicy.maximumMissed)
        return events == 0 ? nil : Rule.Missed(from: since, to: now, events: events)
    }
}

extension Rule {
    /// Whether the rule was off at a moment, and has not been run on the events of that time since.
    func missed(_ moment: Timestamp) -> Bool { missed.map { $0.from <= moment && moment < $0.to } ?? false }
}
