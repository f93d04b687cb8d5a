import Glibc

extension JSON {
    /// Parses JSON from another server leniently: repairs what RFC 8259 forbids or leaves undefined, so that one
    /// invalid value does not cost the rest of the document.
    ///
    /// - NUL (which PostgreSQL can't store in text), lone surrogates and bytes that are not UTF-8 become U+FFFD.
    /// - If a member name is repeated, the last member counts, as in most parsers.
    /// - Invalid values become `null`: `NaN`, `1e400`, misspelled literals, and arrays and objects nested deeper than
    ///   `maximumDepth`.
    /// - Anything else that is invalid in an object or array is skipped up to the next comma.
    ///
    /// Only for responses and deliveries of trackers. Input from the gateway's own callers is parsed by
    /// ``init(parsing:maximumDepth:)-([UInt8],_)``.
    /// - Throws: The strict parser's error if the text is neither an object nor an array, or ends within one.
    package init(repairing bytes: [UInt8], maximumDepth: Int = JSON.defaultMaximumDepth) throws(JSONError) {
        do throws(JSONError) {
            self = try JSON(parsing: bytes, maximumDepth: maximumDepth)
        } catch {
            let repaired = bytes.withUnsafeBufferPointer { buffer -> JSON? in
                var repairer = JSONRepairer(bytes: buffer, maximumDepth: maximumDepth)
                return repairer.document()
            }
            guard let repaired else { throw error }
            self = repaired
        }
        // An escape is the only form of NUL that the parsers accept.
        if Self.holdsEscapedNUL(bytes) { self = replacingNUL() }
    }

    /// Whether the bytes may contain `\u0000`.
    private static func holdsEscapedNUL(_ bytes: [UInt8]) -> Bool {
        let pattern = Array("u0000".utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            var offset = 0
            while bytes.count - offset > pattern.count,
                let found = memchr(base + offset, 0x5C, bytes.count - offset - pattern.count)
            {
                offset = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
                if memcmp(base + offset, pattern, pattern.count) == 0 { return true }
            }
            return false
        }
    }

    private func replacingNUL() -> JSON {
        switch self {
        case .string(let text): .string(text.replacingNUL)
        case .array(let elements): .array(elements.map { $0.replacingNUL() })
        case .object(let members):
            .object(Dictionary(members.map { ($0.key.replacingNUL, $0.value.replacingNUL()) }) { first, _ in first })
        default: self
        }
    }
}

extension String {
    fileprivate var replacingNUL: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }
}

/// The lenient parser behind ``JSON/init(repairing:maximumDepth:)``. Every function returns nil if the text ends too
/// early. Linear time: each byte is read a bounded number of times. Recursion is bounded by `maximumDepth`.
struct JSONRepairer {
    let bytes: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    var position = 0

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The only object or array of the text.
    mutating func document() -> JSON? {
        if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
        skipWhitespace()
        guard let first = peek(), first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let value = value(depth: 0)
        else { return nil }
        skipWhitespace()
        // A bare `nil` would be JSON's `null` here.
        guard position == bytes.count else { return Optional.none }
        return value
    }

    private mutating func value(depth: Int) -> JSON? {
        skipWhitespace()
        switch peek() {
        case nil: return nil
        case UInt8(ascii: "\""): return string().map(JSON.string)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < maximumDepth else { return skipRest() ? JSON.null : Optional<JSON>.none }
            return bytes[position] == UInt8(ascii: "{") ? object(depth: depth) : array(depth: depth)
        default: return word()
        }
    }

    private mutating func object(depth: Int) -> JSON? {
        position += 1
        var members: [String: JSON] = [:]
        while let byte = nextEntry() {
            if isClosing(byte) { position += 1; return .object(members) }
            if byte == UInt8(ascii: "\"") {
                guard let name = string() else { return nil }
                skipWhitespace()
                if peek() == UInt8(ascii: ":") {
                    position += 1
                    guard let value = value(depth: depth + 1) else { return nil }
                    members[name] = value
                }
            }
            guard skipRest() else { return nil }
        }
        return nil
    }

    private mutating func array(depth: Int) -> JSON? {
        position += 1
        var elements: [JSON] = []
        while let byte = nextEntry() {
            if isClosing(byte) { position += 1; return .array(elements) }
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
            guard skipRest() else { return nil }
        }
        return nil
    }

    /// Skips commas and white space, and returns the first byte of the next member or element, or the closing bracket.
    private mutating func nextEntry() -> UInt8? {
        while let byte = peek() {
            guard byte == UInt8(ascii: ",") || isWhitespace(byte) else { return byte }
            position += 1
        }
        return nil
    }

    /// A literal or number; `null` for anything else. Does not read past a delimiter.
    private mutating func word() -> JSON {
        let start = position
        while let byte = peek(), !isDelimiter(byte) { position += 1 }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
        do { return try JSON(parsing: text) } catch { return .null }
    }

    /// Skips to the next comma or closing bracket of the current container; returns false at the end of the text.
    private mutating func skipRest() -> Bool {
        var depth = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""): guard skipString() else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return true }
                depth -= 1
                position += 1
            case UInt8(ascii: ",") where depth == 0: return true
            default: position += 1
            }
        }
        return false
    }

    private mutating func skipString() -> Bool {
        position += 1
        while let byte = peek() {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipWhitespace() { while let byte = peek(), isWhitespace(byte) { position += 1 } }

    private func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func isClosing(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): true
        default: isClosing(byte) || isWhitespace(byte)
        }
    }
}

extension JSONRepairer {
    /// Reads any string: control characters are kept, and invalid Unicode becomes U+FFFD.
    mutating func string() -> String? {
        position += 1
        var unescaped: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"): guard escape(into: &unescaped) else { return nil }
            default: unescaped.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into output: inout [UInt8]) -> Bool {
        guard let byte = peek() else { return false }
        position += 1
        switch byte {
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"):
            output.append(contentsOf: unicodeEscape().flatMap { UTF8.encode($0) } ?? UTF8.encodedReplacementCharacter)
        default: output.append(byte)
        }
        return true
    }

    /// The scalar of `\uXXXX`, or of two such escapes that form a surrogate pair; nil for a lone surrogate, or if four
    /// hexadecimal digits do not follow.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let first = hexadecimal(at: position) else { return nil }
        position += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u"),
            let second = hexadecimal(at: position + 2), (0xDC00...0xDFFF).contains(second)
        else { return nil }
        position += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private func hexadecimal(at start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = byte.hexadecimalValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
