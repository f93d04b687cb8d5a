import Primitives
import Rules

extension JSONWriter {
    /// Writes a `RuleTest`.
    mutating func rehearsal(_ rehearsal: RuleRehearsal, rule: String) {
        value([
            "rule": .string(rule), "matched": .bool(rehearsal.matched), "checks": .array(rehearsal.checks),
            "trace": rehearsal.trace ?? .null, "actions": .array(rehearsal.actions),
        ])
    }
}
