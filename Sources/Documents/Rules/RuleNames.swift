package import Automation
package import Primitives

/// Finds names in a rule's condition and texts that no event of its types can have.
package enum RuleNames {
    /// All errors, with JSON pointers into the rule.
    package static func errors(in reading: RuleReading) -> [FieldError] {
        reading.unknownNames(in: .documents).map { FieldError(pointer: $0.pointer, detail: $0.detail) }
    }
}
