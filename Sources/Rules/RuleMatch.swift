import Automation
import EventFeed
import Models
import Primitives
import Repositories

/// A rule that is to run on an event.
struct RuleMatch: Sendable {
    var rule: ReadRule
    var trigger: RuleTrigger
    /// The event as the rule may see it.
    var form: EventForms.Form
    /// The pair that is kept in step; nil for the rule's own actions.
    var pair: TicketPair?
    /// How many events led to this one.
    var depth: Int
    /// The request that asked for it.
    var replay: Identifier<RuleReplay>?

    /// Runs with this key are made one after the other: those of one rule on one ticket, those on a pair as its first
    /// ticket's.
    var orderingKey: String? {
        (pair?.sourceID ?? trigger.ticketID).map { "rule:\(rule.rule.id):\($0)" }
    }

    /// What is done: the rule's actions, or the one that keeps the pair in step.
    var actions: [JSON] {
        guard let pair else { return rule.definition.actions.map(\.json) }
        guard let place = rule.definition.terms(forChannel: pair.channel) else { return [] }
        return [rule.definition.actions[place.position].json]
    }
}
