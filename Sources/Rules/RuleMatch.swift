import Automation
import EventFeed
import Models
import Primitives
import Repositories

/// A rule that matches an event.
struct RuleMatch: Sendable {
    var rule: ReadRule
    var trigger: RuleTrigger
    /// The event document that the rule may see.
    var form: EventForms.Form
    /// The pair to keep in sync; nil to run the rule's own actions.
    var pair: TicketPair?
    /// The number of events that led to this one.
    var depth: Int
    /// The replay that caused the match; nil if none did.
    var replay: Identifier<RuleReplay>?

    /// Runs with the same ordering key are performed one after another: those of a rule for one ticket, and those for a
    /// pair under its source ticket.
    var orderingKey: String? {
        (pair?.sourceID ?? trigger.ticketID).map { "rule:\(rule.rule.id):\($0)" }
    }

    /// The actions to run: the rule's, or only the one that keeps the pair in sync.
    var actions: [JSON] {
        guard let pair else { return rule.definition.actions.map(\.json) }
        guard let found = rule.definition.terms(forChannel: pair.channel) else { return [] }
        return [rule.definition.actions[found.position].json]
    }
}
