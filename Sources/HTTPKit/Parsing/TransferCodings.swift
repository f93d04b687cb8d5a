/// The transfer codings of a request from all its `Transfer-Encoding` lines (RFC 9112, section 6.1).
struct TransferCodings {
    private(set) var isPresent = false
    private var chunkedCount = 0
    private var others = 0
    private var lastIsChunked = false
    private var isMalformed = false

    mutating func note(_ bytes: UnsafeBufferPointer<UInt8>, _ value: Range<Int>) {
        isPresent = true
        FieldValue.forEachMember(of: bytes, in: value) { member in
            lastIsChunked = FieldValue.equals(bytes, member, lowercase: "chunked")
            if lastIsChunked { chunkedCount += 1 } else { others += 1 }
            if !bytes[member].allSatisfy({ OctetSet.token.contains($0) }) { isMalformed = true }
        }
    }

    /// Requires that chunked occurs once and is the last coding, because the length is undefined otherwise. Codings
    /// before it would have to be decoded, which this server does not support.
    func check() throws(MessageError) {
        if isMalformed { throw .malformed("a transfer coding is not a token (RFC 9112, section 7)") }
        if !lastIsChunked || chunkedCount > 1 {
            throw .malformed("chunked is not the final transfer coding, once (RFC 9112, section 6.3)")
        }
        if others > 0 { throw .transferCodingNotImplemented }
    }
}
