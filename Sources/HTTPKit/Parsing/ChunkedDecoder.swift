import Primitives

/// A strict decoder for the chunked transfer coding (RFC 9112, section 7.1). It tolerates nothing that another
/// recipient could interpret differently.
struct ChunkedDecoder {
    private enum State {
        /// In the digits of a chunk's size.
        case size
        /// In the extensions of a chunk.
        case chunkExtension
        /// Before the LF that ends the size line.
        case sizeLineFeed
        /// In a chunk's data.
        case data
        /// Before the CR after the data.
        case dataReturn
        /// Before the LF after the data.
        case dataLineFeed
        /// In the trailer section.
        case trailer
        /// The body is complete.
        case done
    }

    private var state = State.size
    /// The size of the current chunk in bytes, then the number of bytes left.
    private var chunk = 0
    private var digits = 0
    private var extensionBytes = 0
    private var extensions = ChunkExtensions(after: ASCII.space)
    private var decoded = 0
    private var trailer = TrailerSection()
    private let limits: ParserLimits

    /// More digits than any size needs. Leading zeros are allowed, but not an unlimited number of them.
    private static let maximumDigits = 32

    init(limits: ParserLimits) {
        self.limits = limits
    }

    var isDone: Bool { state == .done }

    /// Decodes from `offset`, and advances it past the consumed bytes.
    /// - Returns: The next piece of data; nil if more bytes are needed or the body is complete.
    mutating func next(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) throws(MessageError) -> Range<Int>? {
        while offset < bytes.count, state != .done {
            if state == .data {
                let piece = offset..<min(bytes.count, offset &+ chunk)
                offset = piece.upperBound
                chunk &-= piece.count
                if chunk == 0 { state = .dataReturn }
                return piece
            }
            if state == .trailer {
                if try trailer.take(bytes, at: &offset, limits: limits) { state = .done }
                continue
            }
            try take(bytes[offset])
            offset &+= 1
        }
        return nil
    }

    private mutating func take(_ octet: UInt8) throws(MessageError) {
        switch state {
        case .size: try takeSize(octet)
        case .chunkExtension: try takeExtension(octet)
        case .sizeLineFeed: try endSizeLine(octet)
        case .dataReturn: try expect(octet, ASCII.carriageReturn, then: .dataLineFeed)
        case .dataLineFeed: try expect(octet, ASCII.lineFeed, then: .size)
        case .data, .trailer, .done: break
        }
    }

    private mutating func takeSize(_ octet: UInt8) throws(MessageError) {
        if let digit = octet.hexadecimalValue {
            digits += 1
            if digits > Self.maximumDigits {
                throw .malformed("a chunk size has too many digits (RFC 9112, section 7.1)")
            }
            // The limit is checked after each digit, so that the value can't overflow.
            chunk = chunk << 4 | Int(digit)
            if chunk > limits.bodyBytes &- decoded { throw .bodyTooLarge(limit: limits.bodyBytes) }
            return
        }
        if digits == 0 { throw .malformed("a chunk size is missing or not hexadecimal (RFC 9112, section 7.1)") }
        switch octet {
        case ASCII.carriageReturn: state = .sizeLineFeed
        case UInt8(ascii: ";"), ASCII.space, ASCII.tab:
            extensions = ChunkExtensions(after: octet)
            state = .chunkExtension
        default: throw .malformed("a chunk size is not hexadecimal (RFC 9112, section 7.1)")
        }
    }

    private mutating func takeExtension(_ octet: UInt8) throws(MessageError) {
        try countExtensionByte()
        if try extensions.take(octet) { state = .sizeLineFeed }
    }

    private mutating func countExtensionByte() throws(MessageError) {
        extensionBytes += 1
        if extensionBytes > limits.chunkExtensionBytes {
            throw .chunkExtensionsTooLarge(limit: limits.chunkExtensionBytes)
        }
    }

    private mutating func endSizeLine(_ octet: UInt8) throws(MessageError) {
        try expect(octet, ASCII.lineFeed, then: chunk == 0 ? .trailer : .data)
        decoded += chunk
        digits = 0
    }

    private mutating func expect(_ octet: UInt8, _ expected: UInt8, then next: State) throws(MessageError) {
        guard octet == expected else {
            throw .malformed("CR LF is missing in the chunked body (RFC 9112, section 7.1)")
        }
        state = next
    }
}
