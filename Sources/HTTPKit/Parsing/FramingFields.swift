/// The header fields that determine the framing of a message and the persistence of its connection, collected while the
/// header is parsed.
struct FramingFields {
    private var hostCount = 0
    private var host = 0..<0
    private var lengthCount = 0
    private var length = 0..<0
    private var codings = TransferCodings()
    private var says = ConnectionOptions()
    private var expectation = 0..<0

    struct Decision {
        var framing: BodyFraming
        var isPersistent: Bool
        var expectsContinue: Bool
    }

    /// Records the field if it is one of these. Compares the length of the name first, so most fields cost one
    /// comparison.
    mutating func note(_ bytes: UnsafeBufferPointer<UInt8>, _ field: FieldRange) {
        switch field.nameEnd &- field.nameStart {
        case 4 where FieldValue.equals(bytes, field.name, lowercase: "host"):
            hostCount += 1
            host = field.value
        case 6 where FieldValue.equals(bytes, field.name, lowercase: "expect"): expectation = field.value
        case 10 where FieldValue.equals(bytes, field.name, lowercase: "connection"): says.note(bytes, field.value)
        case 14 where FieldValue.equals(bytes, field.name, lowercase: "content-length"):
            lengthCount += 1
            length = field.value
        case 17 where FieldValue.equals(bytes, field.name, lowercase: "transfer-encoding"):
            codings.note(bytes, field.value)
        default: break
        }
    }

    /// Evaluates the fields; called once the header is complete.
    func decide(_ bytes: UnsafeBufferPointer<UInt8>, for line: RequestLine, limits: ParserLimits) throws(MessageError)
        -> Decision
    {
        try checkHost(bytes, line)
        let framing = try decideFraming(bytes, for: line, limits: limits)
        return Decision(
            framing: framing, isPersistent: says.isPersistent(minorVersion: line.minorVersion),
            expectsContinue: try decideExpectation(bytes, line) && framing != .none)
    }

    /// Requires exactly one `Host` in HTTP/1.1, and at most one in HTTP/1.0, with a valid value, even if the target is
    /// absolute (RFC 9112, section 3.2).
    private func checkHost(_ bytes: UnsafeBufferPointer<UInt8>, _ line: RequestLine) throws(MessageError) {
        if hostCount > 1 || (hostCount == 0 && line.minorVersion > 0) {
            throw .malformed("there is not exactly one Host field (RFC 9112, section 3.2)")
        }
        if hostCount == 1, !Authority.isValid(bytes, host) {
            throw .malformed("Host is not host and port (RFC 9112, section 3.2)")
        }
    }

    private func decideFraming(
        _ bytes: UnsafeBufferPointer<UInt8>, for line: RequestLine, limits: ParserLimits
    ) throws(MessageError) -> BodyFraming {
        guard codings.isPresent else { return try decideLength(bytes, limits) }
        if lengthCount > 0 {
            throw .malformed("both Transfer-Encoding and Content-Length are present (RFC 9112, section 6.1)")
        }
        if line.minorVersion == 0 { throw .malformed("HTTP/1.0 has no Transfer-Encoding (RFC 9112, section 6.1)") }
        try codings.check()
        return .chunked
    }

    /// Requires a single decimal number (RFC 9110, section 8.6). A list of equal values could be accepted, but no
    /// legitimate client sends one.
    private func decideLength(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: ParserLimits) throws(MessageError)
        -> BodyFraming
    {
        if lengthCount == 0 { return .none }
        if lengthCount > 1 { throw .malformed("there are several Content-Length fields (RFC 9112, section 6.3)") }
        if length.isEmpty { throw .malformed("Content-Length is empty (RFC 9112, section 6.3)") }
        var value = 0
        for index in length {
            let digit = bytes[index] &- ASCII.zero
            if digit > 9 { throw .malformed("Content-Length is not a decimal number (RFC 9112, section 6.3)") }
            // Above the limit, the exact value does not matter; stopping there avoids an overflow.
            if value <= limits.bodyBytes { value = value &* 10 &+ Int(digit) }
        }
        if value > limits.bodyBytes { throw .bodyTooLarge(limit: limits.bodyBytes) }
        return value == 0 ? .none : .length(value)
    }

    /// HTTP/1.0 has no expectations (RFC 9110, section 10.1.1).
    private func decideExpectation(_ bytes: UnsafeBufferPointer<UInt8>, _ line: RequestLine) throws(MessageError)
        -> Bool
    {
        if expectation.isEmpty || line.minorVersion == 0 { return false }
        if !FieldValue.equals(bytes, expectation, lowercase: "100-continue") { throw .expectationFailed }
        return true
    }
}
