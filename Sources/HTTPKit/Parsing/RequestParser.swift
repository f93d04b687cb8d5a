/// Parses the requests of a connection: takes bytes, gives events, knows no socket.
///
/// The caller keeps the bytes that are not yet consumed and gives them again with what follows. The events do not depend on how the
/// bytes were split. After an error the parser is of no further use: the framing is lost, so the connection must end.
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
        case head(HeadParser)
        case length(Int)
        case chunked(ChunkedDecoder)
        case end
    }

    private let limits: ParserLimits
    private var phase: Phase

    /// A parser for a new connection.
    package init(limits: ParserLimits) {
        self.limits = limits
        phase = .head(HeadParser(limits: limits))
    }

    /// Whether nothing of a next request has come.
    package var isBetweenRequests: Bool {
        if case .head(let parser) = phase { parser.isUntouched } else { false }
    }

    /// The next event in the bytes from `offset` on, which is moved behind what was consumed; nil when there is more to come.
    package mutating func next(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) throws(MessageError) -> Event? {
        switch phase {
        case .head(var parser):
            phase = .end
            return try parseHead(&parser, bytes, &offset)
        case .length(let left):
            return takeLength(left, bytes, &offset)
        case .chunked(var decoder):
            phase = .end
            let piece = try decoder.next(bytes, &offset)
            phase = decoder.isDone ? .end : .chunked(decoder)
            if let piece { return .body(piece) }
            return decoder.isDone ? finish() : nil
        case .end:
            return finish()
        }
    }

    private mutating func parseHead(
        _ parser: inout HeadParser, _ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int
    ) throws(MessageError) -> Event? {
        guard let (parsed, consumed) = try parser.parse(UnsafeBufferPointer(rebasing: bytes[offset...])) else {
            phase = .head(parser)
            return nil
        }
        offset += consumed
        switch parsed.framing {
        case .none: phase = .end
        case .length(let length): phase = .length(length)
        case .chunked: phase = .chunked(ChunkedDecoder(limits: limits))
        }
        return .head(parsed)
    }

    private mutating func takeLength(_ left: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> Event? {
        guard offset < bytes.count else { return nil }
        let piece = offset..<min(bytes.count, offset + left)
        offset = piece.upperBound
        phase = piece.count == left ? .end : .length(left - piece.count)
        return .body(piece)
    }

    private mutating func finish() -> Event {
        phase = .head(HeadParser(limits: limits))
        return .end
    }
}
