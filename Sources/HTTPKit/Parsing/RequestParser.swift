/// An incremental parser for the requests of a connection. It turns bytes into events and performs no I/O.
///
/// The caller keeps the unconsumed bytes, and passes them again together with the next ones. The events do not depend
/// on how the bytes are split. After an error, the parser must not be used again: the framing is lost, so the
/// connection must be closed.
package struct RequestParser {
    package enum Event: Sendable {
        /// A head is complete.
        case head(ParsedHead)
        /// A piece of the body, as a range of the bytes.
        case body(Range<Int>)
        /// The request is complete.
        case end
    }

    private enum Phase {
        case head
        case length
        case chunked
        case end
    }

    private let limits: ParserLimits
    private var phase = Phase.head
    /// Whether no byte of the next request has been received.
    package private(set) var isBetweenRequests = true
    private var headParser: HeadParser
    private var chunkedDecoder: ChunkedDecoder
    /// The number of bytes that are still missing from a body of known length.
    private var left = 0

    package init(limits: ParserLimits) {
        self.limits = limits
        headParser = HeadParser(limits: limits)
        chunkedDecoder = ChunkedDecoder(limits: limits)
    }

    /// Returns the next event in the bytes from `offset`, and advances it past the consumed bytes; nil if more bytes
    /// are needed.
    package mutating func next(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) throws(MessageError) -> Event?
    {
        defer { isBetweenRequests = phase == .head && headParser.isUntouched }
        switch phase {
        case .head: return try parseHead(bytes, &offset)
        case .length: return takeLength(bytes, &offset)
        case .chunked:
            if let piece = try chunkedDecoder.next(bytes, &offset) { return .body(piece) }
            return chunkedDecoder.isDone ? finish() : nil
        case .end: return finish()
        }
    }

    private mutating func parseHead(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) throws(MessageError)
        -> Event?
    {
        guard let (parsed, consumed) = try headParser.parse(UnsafeBufferPointer(rebasing: bytes[offset...])) else {
            return nil
        }
        offset += consumed
        headParser.reset()
        switch parsed.framing {
        case .none: phase = .end
        case .length(let length):
            left = length
            phase = .length
        case .chunked:
            chunkedDecoder = ChunkedDecoder(limits: limits)
            phase = .chunked
        }
        return .head(parsed)
    }

    private mutating func takeLength(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> Event? {
        guard offset < bytes.count else { return nil }
        let piece = offset..<min(bytes.count, offset + left)
        offset = piece.upperBound
        left -= piece.count
        if left == 0 { phase = .end }
        return .body(piece)
    }

    private mutating func finish() -> Event {
        phase = .head
        return .end
    }
}
