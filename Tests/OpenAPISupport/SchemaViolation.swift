/// One way in which a value does not fit its schema.
package struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
    /// Where in the value.
    package let pointer: JSONPointer
    /// What is wrong there.
    package let message: String
    /// Whether the value is of another type altogether.
    let isOfOtherType: Bool

    /// Makes a violation.
    package init(_ pointer: JSONPointer, _ message: String) {
        self.init(pointer, message, isOfOtherType: false)
    }

    init(_ pointer: JSONPointer, _ message: String, isOfOtherType: Bool) {
        self.pointer = pointer
        self.message = message
        self.isOfOtherType = isOfOtherType
    }

    /// `/data/0/title: is missing`.
    package var description: String { "\(pointer.tokens.isEmpty ? "(the whole)" : pointer.description): \(message)" }
}
