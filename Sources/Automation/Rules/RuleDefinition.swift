package import Models
package import Primitives

/// The triggers, the condition and the actions of a rule.
package struct RuleDefinition: Sendable {
    /// The event types that trigger the rule.
    package let on: [EventType]
    /// The slugs of the channels whose events trigger the rule; nil for all channels.
    package let channels: Set<String>?
    /// The condition that must hold; nil for none.
    package let condition: LogicExpression?
    /// The actions, in the order in which they run.
    package let actions: [RuleAction]
    /// The maximum number of runs within an hour. The rule is disabled when it is exceeded.
    package let limit: Int
    /// Whether later rules are not evaluated for an event that matched this rule.
    package let stops: Bool
    /// Whether changes made by rules, including this one, also trigger the rule.
    package let firesOnRuleEffects: Bool

    /// The default of `limit`.
    package static let standardLimit = 1000
    static let limits = 1...1_000_000
    static let maximumActions = 20
    static let maximumChannels = 100

    init(
        on: [EventType], channels: Set<String>?, condition: LogicExpression?, actions: [RuleAction], limit: Int,
        stops: Bool,
        firesOnRuleEffects: Bool
    ) {
        self.on = on
        self.channels = channels
        self.condition = condition
        self.actions = actions
        self.limit = limit
        self.stops = stops
        self.firesOnRuleEffects = firesOnRuleEffects
    }

    /// Reads a stored definition; nil if this version of the gateway no longer accepts it.
    package init?(stored json: JSON) {
        guard let members = json.objectValue else { return nil }
        var reader = DefinitionReader(members)
        guard let definition = RuleReading.definition(&reader), reader.problems.isEmpty else { return nil }
        self = definition
    }

    /// The event types that the pairs of its `keep_in_step` actions follow.
    package var pairTypes: [EventType] {
        let types = actions.compactMap(PairTerms.init).flatMap(\.types)
        return EventType.allCases.filter(types.contains)
    }

    /// The first `keep_in_step` action for a channel, with its index among the actions; nil if there is none.
    package func terms(forChannel slug: String) -> (position: Int, terms: PairTerms)? {
        for (position, action) in actions.enumerated() {
            if let terms = PairTerms(action), terms.channel == slug { return (position, terms) }
        }
        return nil
    }
}
