/// The reason why bytes are not valid JSON, and their position.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        /// The input ended within a value.
        case unexpectedEnd = "unexpected end of input"
        /// A byte that the grammar does not allow at this position.
        case unexpectedByte = "unexpected character"
        /// A number that violates RFC 8259, section 6, or is too large for a double.
        case invalidNumber = "invalid number"
        /// An invalid escape, a lone surrogate, or a control character within a string.
        case invalidString = "invalid string"
        /// Bytes that are not UTF-8.
        case invalidUTF8 = "invalid UTF-8"
        /// A name that occurs twice in one object. RFC 8259, section 4, leaves the meaning undefined, so it is
        /// rejected.
        case duplicateName = "duplicate member name"
        /// Arrays and objects nested deeper than allowed.
        case tooDeep = "nested too deeply"
        /// Something other than white space after the value.
        case trailingBytes = "unexpected characters after the value"
    }

    package let reason: Reason
    /// The offset of the offending byte, from 0.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// A human-readable message, such as `unexpected character at byte 12`.
    package var description: String { "\(reason.rawValue) at byte \(offset)" }
}
