import Glibc
import HTTPTypes

/// Parses the head of a request line by line as its bytes come: ranges only, nothing is copied before the head is
/// complete.
///
/// It is always given the bytes from the head's first one on, each time with more of them, and remembers how far it has
/// come: bytes are looked at once however they are split.
struct HeadParser {
    let limits: ParserLimits
    /// Where the line that is being waited for starts.
    var lineStart = 0
    /// Up to where no line feed was found.
    private var scanned = 0
    private var emptyLines = 0
    /// Where the field lines begin; zero while the request line is awaited.
    private var fieldsStart = 0
    var requestLine: RequestLine?
    var fields: [FieldRange] = []
    var framing = FramingFields()

    /// How many fields a head is expected to have: saves growing the list.
    private static let expectedFields = 12

    init(limits: ParserLimits) {
        self.limits = limits
    }

    /// Makes ready for the next head.
    mutating func reset() {
        lineStart = 0
        scanned = 0
        emptyLines = 0
        fieldsStart = 0
        requestLine = nil
        fields = []
        framing = FramingFields()
    }

    /// Goes on parsing.
    /// - Returns: The head and how many bytes it took; nil when there is more to come.
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

    /// Whether nothing but empty lines has come: the connection is idle between two requests.
    var isUntouched: Bool { requestLine == nil && lineStart == scanned }

    // MARK: Lines

    /// The offset of the CR LF that ends the current line; nil when it has not come. A line feed without its CR is
    /// refused: RFC 9112, section 2.2 allows that, and it is what request smuggling lives on.
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
        requestLine = try RequestLine(bytes, line, limits)
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
        let decided = try framing.decide(bytes, line, limits)
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
