import HTTPTypes

/// The request line: method, target and version, separated by single spaces (RFC 9112, section 3).
struct RequestLine {
    let method: HTTPRequest.Method
    let minorVersion: Int
    /// The location of the path; empty only if an absolute target has none.
    private(set) var path: Range<Int>
    private(set) var query: Range<Int>

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, limits: ParserLimits) throws(MessageError) {
        var index = line.lowerBound
        while index < line.upperBound, OctetSet.token.contains(bytes[index]) { index &+= 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == ASCII.space else {
            throw .malformed("the method is not a token followed by a space (RFC 9112, section 3)")
        }
        let method = try Self.method(bytes, line.lowerBound..<index, limits: limits)
        let targetStart = index &+ 1
        index = targetStart
        while index < line.upperBound, OctetSet.target.contains(bytes[index]) { index &+= 1 }
        let target = targetStart..<index
        guard !target.isEmpty, index < line.upperBound, bytes[index] == ASCII.space else {
            throw .malformed("the request target is not a URI followed by a space (RFC 9112, section 3.2)")
        }
        minorVersion = try Self.version(bytes, (index &+ 1)..<line.upperBound)
        self.method = method
        (path, query) = (target, target.upperBound..<target.upperBound)
        try split(bytes, target)
    }

    // MARK: Method and version

    private static func method(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, limits: ParserLimits
    ) throws(MessageError) -> HTTPRequest.Method {
        if let common = commonMethod(bytes, range) { return common }
        if range.count > limits.methodBytes { throw .methodNotImplemented }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        guard let method = HTTPRequest.Method(rawValue: text) else { throw .malformed("the method is not a token") }
        // This server is not a tunnel (RFC 9110, section 9.3.6).
        if method == .connect { throw .methodNotImplemented }
        return method
    }

    /// Recognises the most frequent methods without creating a string.
    private static func commonMethod(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> HTTPRequest.Method? {
        switch (bytes[range.lowerBound], range.count) {
        case (UInt8(ascii: "G"), 3) where bytes.holds("GET", at: range.lowerBound): .get
        case (UInt8(ascii: "P"), 4) where bytes.holds("POST", at: range.lowerBound): .post
        case (UInt8(ascii: "P"), 5) where bytes.holds("PATCH", at: range.lowerBound): .patch
        case (UInt8(ascii: "H"), 4) where bytes.holds("HEAD", at: range.lowerBound): .head
        default: nil
        }
    }

    /// `HTTP/` digit `.` digit, case-sensitive (RFC 9112, section 2.3). A higher minor version is treated as 1.1 (RFC
    /// 9110, section 2.5).
    private static func version(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws(MessageError) -> Int {
        let start = range.lowerBound
        guard range.count == 8, bytes.holds("HTTP/", at: start), bytes[start + 5] &- ASCII.zero < 10,
            bytes[start + 6] == UInt8(ascii: "."), bytes[start + 7] &- ASCII.zero < 10
        else { throw .malformed("the version is not HTTP/1.1 (RFC 9112, section 2.3)") }
        guard bytes[start + 5] == ASCII.zero + 1 else { throw .versionNotSupported }
        return bytes[start + 7] == ASCII.zero ? 0 : 1
    }

    // MARK: Target

    /// Finds the path and query in one of the four forms of a target (RFC 9112, section 3.2).
    private mutating func split(_ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>) throws(MessageError) {
        if bytes[target.lowerBound] == ASCII.slash {
            try splitOrigin(bytes, target)
        } else if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*"), method == .options {
            path = target
        } else {
            try splitAbsolute(bytes, target)
        }
    }

    private mutating func splitOrigin(_ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>) throws(MessageError) {
        let mark = bytes[target].firstIndex(of: ASCII.questionMark) ?? target.upperBound
        path = target.lowerBound..<mark
        query = min(mark + 1, target.upperBound)..<target.upperBound
        if bytes[path].contains(UInt8(ascii: "\\")) {
            throw .malformed("the path contains a backslash (RFC 3986, section 3.3)")
        }
    }

    private mutating func splitAbsolute(_ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>) throws(MessageError)
    {
        guard let start = Self.endOfScheme(bytes, target) else {
            throw .malformed("the request target has none of the four forms (RFC 9112, section 3.2)")
        }
        let end =
            bytes[start..<target.upperBound].firstIndex { $0 == ASCII.slash || $0 == ASCII.questionMark }
            ?? target.upperBound
        guard end > start, Authority.isValid(bytes, start..<end) else {
            throw .malformed("the target's authority is not host and port (RFC 9112, section 3.2.2)")
        }
        try splitOrigin(bytes, end..<target.upperBound)
    }

    private static func endOfScheme(_ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>) -> Int? {
        let start = target.lowerBound
        for scheme in ["http://", "https://"] as [StaticString] where target.count > scheme.utf8CodeUnitCount {
            let end = start + scheme.utf8CodeUnitCount
            if FieldValue.equals(bytes, start..<end, lowercase: scheme) { return end }
        }
        return nil
    }

    // MARK: The head

    /// The bytes that the head keeps, and the location of its path. If an absolute target has no path, the path is `/`,
    /// or `*` for OPTIONS (RFC 9112, section 3.2.4). The message does not contain this byte, so it is appended to the
    /// head.
    func headBytes(_ bytes: UnsafeBufferPointer<UInt8>, count: Int) -> (bytes: [UInt8], path: Range<Int>) {
        var head = Array(UnsafeBufferPointer(rebasing: bytes[..<count]))
        guard path.isEmpty else { return (head, path) }
        head.append(method == .options && query.isEmpty ? UInt8(ascii: "*") : ASCII.slash)
        return (head, count..<(count + 1))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the octets at `offset` are equal to `word`. They must lie within the buffer.
    @inline(__always)
    fileprivate func holds(_ word: StaticString, at offset: Int) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where self[offset &+ index] != word.utf8Start[index] { return false }
        return true
    }
}
