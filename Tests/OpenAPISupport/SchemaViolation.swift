/// A violation of a schema by a value.
package struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
    /// The location in the value.
    package let pointer: JSONPointer
    package let message: String
    /// Whether the value has the wrong type.
    let isOfOtherType: Bool

    package init(_ pointer: JSONPointer, _ message: String) {
        self.init(pointer, message, isOfOtherType: false)
    }

    init(_ pointer: JSONPointer, _ message: String, isOfOtherType: Bool) {
        self.pointer = pointer
        self.message = message
        self.isOfOtherType = isOfOtherType
    }

    /// The location and the message: `/data/0/title: is missing`.
    package var description: String { "\(pointer.tokens.isEmpty ? "(the whole)" : pointer.description): \(message)" }
}
