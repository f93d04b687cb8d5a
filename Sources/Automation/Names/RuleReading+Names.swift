package import Models
import Primitives

extension RuleReading {
    /// The names in the rule's condition and actions that no event of its types can have. Check them only when the rule
    /// is saved: a stored rule keeps running, and a test may use any document.
    package func unknownNames(in events: EventShapes) -> [DefinitionProblem] {
        guard !parts.types.isEmpty else { return [] }
        var found: [DefinitionProblem] = []
        if let condition = parts.condition {
            found += condition.unknownNames(inEventsOf: parts.types, events, at: "/if")
        }
        for (action, position) in parts.actions {
            // The counterpart of a pair may also be created because of a later event of the pair.
            let types = parts.types + (PairTerms(action)?.types ?? [])
            var check = NameCheck(Self.context(of: position, events.shape(of: types)), of: events)
            let pointer = "/do/\(position)"
            if let condition = action.condition { check.check(condition, at: pointer + "/if") }
            check.check(action.json, action.kind.fields, at: pointer)
            found += check.problems
        }
        return found
    }

    /// What an action sees: the event document, the counterpart of the ticket, the results of earlier actions and the
    /// rule.
    private static func context(of position: Int, _ document: ValueShape) -> ValueShape {
        let results = (0..<position).map { (String($0), ValueShape.anything) }
        return document.adding([
            RuleContext.linkedName: document.members?["ticket"] ?? .anything,
            "actions": .object(Dictionary(uniqueKeysWithValues: results)),
            "rule": .object(["slug": .scalar, "name": .scalar]),
        ])
    }
}

extension LogicExpression {
    /// The names in the condition of a subscription that no event of its types can have.
    /// - Parameter pointer: The location of the condition.
    package func unknownNames(
        inEventsOf types: some Sequence<EventType>, _ events: EventShapes, at pointer: String
    ) -> [DefinitionProblem] {
        var check = NameCheck(events.shape(of: types), of: events)
        check.check(self, at: pointer)
        return check.problems
    }
}
