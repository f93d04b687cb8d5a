/// Parses the requests of a connection: takes bytes, gives events, knows no socket.
///
/// The caller keeps the bytes that are not yet consumed and gives them again with what follows. The events do not
/// depend on how the bytes were split. After an error the parser is of no further use: the framing is lost, so the
/// connection must end.
package struct RequestParser {
    /// What was found.
    package enum Event: Sendable {
        /// A head is complete.
        case head(ParsedHead)
        /// A piece of the body: where it lies in the bytes.
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
    /// Whether nothing of a next request has come.
    package private(set) var isBetweenRequests = true
    private var headParser: HeadParser
    private var chunkedDecoder: ChunkedDecoder
    /// Bytes of a body with a known length that are still to come.
    private var left = 0

    /// A parser for a new connection.
    package init(limits: ParserLimits) {
        self.limits = limits
        headParser = HeadParser(limits: limits)
        chunkedDecoder = ChunkedDecoder(limits: limits)
    }

    /// The next event in the bytes from `offset` on, which is moved behind what was consumed; nil when there is more to
    /// come.
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
