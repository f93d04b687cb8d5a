package import Models
package import Primitives

/// On what a rule runs, on which condition, and what it does.
package struct RuleDefinition: Sendable {
    /// The types of the events.
    package let on: [EventType]
    /// The slugs of the only channels whose events count; nil for all.
    package let channels: Set<String>?
    /// What must hold; nil for nothing.
    package let condition: LogicExpression?
    /// What is done, in this order.
    package let actions: [RuleAction]
    /// How many runs within an hour turn the rule off.
    package let limit: Int
    /// Whether no later rule is asked about an event that this one matched.
    package let stops: Bool
    /// Whether the effects of rules, this one's own included, are events for it.
    package let firesOnRuleEffects: Bool

    /// What `limit` is when left out.
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

    /// Reads a stored definition; nil when a newer version of the gateway no longer takes it.
    package init?(stored json: JSON) {
        guard let members = json.objectValue else { return nil }
        var reader = DefinitionReader(members)
        guard let definition = RuleReading.definition(&reader), reader.problems.isEmpty else { return nil }
        self = definition
    }

    /// The types of the events that the pairs of its actions follow.
    package var pairTypes: [EventType] {
        let types = actions.compactMap(PairTerms.init).flatMap(\.types)
        return EventType.allCases.filter(types.contains)
    }

    /// The terms on which it keeps tickets in step with those of a channel.
    package func terms(forChannel slug: String) -> (position: Int, terms: PairTerms)? {
        for (position, action) in actions.enumerated() {
            if let terms = PairTerms(action), terms.channel == slug { return (position, terms) }
        }
        return nil
    }
}
