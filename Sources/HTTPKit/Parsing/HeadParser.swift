import Glibc
import HTTPTypes

/// An incremental parser for the head of a request. It works on ranges; nothing is copied before the head is complete.
///
/// Each call receives all bytes since the start of the head. The parser remembers its position, so each byte is
/// examined only once, however the bytes are split.
struct HeadParser {
    let limits: ParserLimits
    /// The start of the current line.
    var lineStart = 0
    /// The end of the bytes that have been searched for a line feed.
    private var scanned = 0
    private var emptyLines = 0
    /// The start of the field lines; zero before the request line is complete.
    private var fieldsStart = 0
    var requestLine: RequestLine?
    var fields: [FieldRange] = []
    var framing = FramingFields()

    /// The expected number of fields, to avoid growing the list.
    private static let expectedFields = 12

    init(limits: ParserLimits) {
        self.limits = limits
    }

    /// Prepares for the next head.
    mutating func reset() {
        lineStart = 0
        scanned = 0
        emptyLines = 0
        fieldsStart = 0
        requestLine = nil
        fields = []
        framing = FramingFields()
    }

    /// Continues parsing.
    /// - Returns: The head and the number of bytes consumed; nil if more bytes are needed.
    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) -> (head: ParsedHead, consumed: Int)?
    {
        while let end = try nextLine(bytes) {
            let line = lineStart..<end
            lineStart = end + 2
            if requestLine == nil {
                try takeRequestLine(bytes, line)
            } else if line.isEmpty {
                return (try finish(bytes), lineStart)
            } else {
                try takeField(bytes, line)
            }
        }
        return nil
    }

    /// Whether only empty lines have been received, so that the connection is idle between two requests.
    var isUntouched: Bool { requestLine == nil && lineStart == scanned }

    // MARK: Lines

    /// The offset of the CR LF that ends the current line; nil if it has not been received. A line feed without CR is
    /// rejected, as RFC 9112, section 2.2, permits: accepting it would enable request smuggling.
    private mutating func nextLine(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) -> Int? {
        let from = max(scanned, lineStart)
        guard let lineFeed = bytes.firstLineFeed(from: from) else {
            scanned = bytes.count
            try checkLength(to: bytes.count, bytes)
            return nil
        }
        scanned = lineFeed + 1
        try checkLength(to: lineFeed, bytes)
        guard lineFeed > lineStart, bytes[lineFeed - 1] == ASCII.carriageReturn else {
            throw .malformed("a line ends with LF alone (RFC 9112, section 2.2)")
        }
        return lineFeed - 1
    }

    private func checkLength(to end: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) {
        if requestLine != nil {
            if end - fieldsStart > limits.headerBytes {
                throw .headerTooLarge("more than \(limits.headerBytes) bytes of fields")
            }
        } else if end - lineStart > limits.requestLineBytes {
            let start = bytes[lineStart..<min(end, lineStart + limits.methodBytes + 1)]
            throw start.contains(ASCII.space)
                ? .requestLineTooLong(limit: limits.requestLineBytes) : .methodNotImplemented
        }
    }

    // MARK: Parts

    private mutating func takeRequestLine(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) throws(MessageError)
    {
        if line.isEmpty {
            emptyLines += 1
            if emptyLines > limits.leadingEmptyLines {
                throw .malformed("empty lines instead of a request (RFC 9112, section 2.2)")
            }
            return
        }
        requestLine = try RequestLine(bytes, line, limits: limits)
        fieldsStart = lineStart
        fields.reserveCapacity(Self.expectedFields)
    }

    private mutating func takeField(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) throws(MessageError) {
        if fields.count >= limits.headerCount { throw .headerTooLarge("more than \(limits.headerCount) fields") }
        let field = try FieldLine.parse(bytes, line)
        fields.append(field)
        framing.note(bytes, field)
    }

    private func finish(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) -> ParsedHead {
        guard let line = requestLine else { throw .malformed("no request line") }
        let decided = try framing.decide(bytes, for: line, limits: limits)
        let (headBytes, path) = line.headBytes(bytes, count: lineStart)
        let head = RequestHead(
            bytes: headBytes, fields: fields, method: line.method, minorVersion: line.minorVersion, path: path,
            query: line.query)
        return ParsedHead(
            head: head, framing: decided.framing, isPersistent: decided.isPersistent,
            expectsContinue: decided.expectsContinue)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The offset of the first line feed at or after `start`.
    fileprivate func firstLineFeed(from start: Int) -> Int? {
        guard let baseAddress, start < count,
            let found = memchr(baseAddress + start, CInt(ASCII.lineFeed), count - start)
        else {
            return nil
        }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }
}
