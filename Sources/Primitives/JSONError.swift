/// Why bytes are not JSON, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was found.
    package enum Reason: String, Sendable {
        /// The input ended within a value.
        case unexpectedEnd = "unexpected end of input"
        /// A byte that the grammar does not allow at this place.
        case unexpectedByte = "unexpected character"
        /// A number that breaks RFC 8259 section 6 or is too large for a double.
        case invalidNumber = "invalid number"
        /// A bad escape, a lone surrogate, or a control character within a string.
        case invalidString = "invalid string"
        /// Bytes that are not UTF-8.
        case invalidUTF8 = "invalid UTF-8"
        /// A name that stands twice in one object: RFC 8259 section 4 leaves the meaning open, so it is refused.
        case duplicateName = "duplicate member name"
        /// Arrays and objects nested deeper than allowed.
        case tooDeep = "nested too deeply"
        /// Something other than white space after the value.
        case trailingBytes = "unexpected characters after the value"
    }

    /// What was found.
    package let reason: Reason
    /// The offset of the offending byte, from 0.
    package let offset: Int

    /// Makes an error.
    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// For people: `unexpected character at byte 12`.
    package var description: String { "\(reason.rawValue) at byte \(offset)" }
}
