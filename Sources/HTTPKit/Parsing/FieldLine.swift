/// The parser for a field line (RFC 9112, section 5).
enum FieldLine {
    /// Finds the name and value in a line without its CR LF.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) throws(MessageError) -> FieldRange {
        var index = line.lowerBound
        while index < line.upperBound, OctetSet.token.contains(bytes[index]) { index &+= 1 }
        guard index < line.upperBound, bytes[index] == ASCII.colon, index > line.lowerBound else {
            throw failure(bytes, line, at: index)
        }
        let value = FieldValue.trimmed(bytes, (index &+ 1)..<line.upperBound)
        guard FieldValue.isValid(bytes, value) else {
            throw .malformed("a field value contains a control character (RFC 9110, section 5.5)")
        }
        return FieldRange(
            nameStart: UInt32(truncatingIfNeeded: line.lowerBound), nameEnd: UInt32(truncatingIfNeeded: index),
            valueStart: UInt32(truncatingIfNeeded: value.lowerBound),
            valueEnd: UInt32(truncatingIfNeeded: value.upperBound))
    }

    private static func failure(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, at index: Int) -> MessageError
    {
        if FieldValue.isWhiteSpace(bytes[line.lowerBound]) {
            return .malformed("a field line is folded (RFC 9112, section 5.2)")
        }
        if index == line.upperBound { return .malformed("a field line has no colon (RFC 9112, section 5)") }
        if FieldValue.isWhiteSpace(bytes[index]) {
            return .malformed("whitespace precedes the colon of a field line (RFC 9112, section 5.1)")
        }
        return .malformed("a field name is not a token (RFC 9110, section 5.1)")
    }
}
