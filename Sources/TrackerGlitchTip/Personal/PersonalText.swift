import Glibc

/// A text as it appears to readers, prepared for the search for personal data: one byte per Unicode scalar.
///
/// ASCII is unchanged. Invisible characters (zero-width, control) are dropped so that they cannot hide an address,
/// white space becomes a space, fullwidth forms become ASCII, `%40` becomes `@`, and other scalars become ``letter`` or
/// ``separator``. Bytes instead of `Character`s keep every search linear: finding the boundaries of a grapheme cluster
/// takes time in proportion to its length, which can be a million scalars.
///
/// Searches read only through ``byte(at:)``, which counts the reads, so that a test can compare the work with the
/// length.
struct PersonalText: Sendable {
    /// `letter` stands for letters, digits and marks outside ASCII, `separator` for all other scalars outside ASCII.
    static let letter: UInt8 = 0x80, separator: UInt8 = 0x81
    /// The maximum length of a text that is examined, in bytes of UTF-8. Sentry keeps 200 characters of a tag's value.
    static let maximumLength = 16 << 10

    /// The bytes, without leading and trailing spaces.
    private let bytes: [UInt8]
    /// The offset of each byte in the UTF-8 of the original, followed by the end of the last one.
    private let offsets: [Int]
    /// The number of bytes that searches have read.
    private(set) var steps = 0

    init(_ text: String) {
        var bytes: [UInt8] = [], offsets: [Int] = []
        let scalars = Array(text.unicodeScalars)
        bytes.reserveCapacity(scalars.count)
        offsets.reserveCapacity(scalars.count + 1)
        var index = 0, offset = 0
        while index < scalars.count {
            var length = 1, size = UTF8.width(scalars[index])
            var seen = Self.seen(scalars[index])
            if seen == UInt8(ascii: "%"), let escape = Self.escape(in: scalars, at: index) {
                (seen, length, size) = (escape.byte, escape.length, escape.length)
            }
            if let seen, !bytes.isEmpty || seen != UInt8(ascii: " ") {
                bytes.append(seen)
                offsets.append(offset)
            }
            index += length
            offset += size
        }
        while bytes.last == UInt8(ascii: " ") {
            bytes.removeLast()
            offset = offsets.removeLast()
        }
        offsets.append(offset)
        self.bytes = bytes
        self.offsets = offsets
    }

    var count: Int { bytes.count }
    /// The range of all bytes.
    var all: Range<Int> { 0..<bytes.count }

    /// The byte at an index; nil if it is outside the text.
    mutating func byte(at index: Int) -> UInt8? {
        steps += 1
        return index >= 0 && index < bytes.count ? bytes[index] : nil
    }

    /// The offset of a byte in the UTF-8 of the original; for ``count``, the end of the last one.
    func offset(of index: Int) -> Int { offsets[index] }

    /// Whether a text is ASCII without any character that an address requires. Its value cannot be personal.
    static func isPlain(_ text: String) -> Bool {
        guard text.utf8.count == text.utf16.count else { return false }
        return text.utf8.withContiguousStorageIfAvailable { bytes in
            guard let start = bytes.baseAddress else { return true }
            return "@?#:.%=".utf8.allSatisfy { memchr(start, Int32($0), bytes.count) == nil }
        } ?? false
    }
}

extension PersonalText {
    /// The byte that represents a scalar; nil for an invisible one.
    private static func seen(_ scalar: Unicode.Scalar) -> UInt8? {
        let value = scalar.value
        switch value {
        case 0x21...0x7E: return UInt8(value)
        case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x2028, 0x2029, 0x3000: return UInt8(ascii: " ")
        case 0..<0x20, 0x7F..<0xA0: return nil
        // Fullwidth forms, and the full stops that are allowed in domain names (UTS 46).
        case 0xFF01...0xFF5E: return UInt8(value - 0xFEE0)
        case 0x3002, 0xFF61, 0xFE52: return UInt8(ascii: ".")
        case 0xFE6B: return UInt8(ascii: "@")
        case 0xFE56: return UInt8(ascii: "?")
        case 0xFE55: return UInt8(ascii: ":")
        default: break
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .format, .control: return nil
        case _ where properties.isDefaultIgnorableCodePoint: return nil
        case .spaceSeparator: return UInt8(ascii: " ")
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .otherSymbol, .privateUse,
            .unassigned:
            return letter
        default: return separator
        }
    }

    /// A percent-encoded printable ASCII character, possibly encoded several times: `%40`, `%2540`.
    private static func escape(in scalars: [Unicode.Scalar], at start: Int) -> (byte: UInt8, length: Int)? {
        func scalar(_ index: Int) -> UInt32 { index < scalars.count ? scalars[index].value : 0 }
        var index = start + 1
        while scalar(index) == 0x32, scalar(index + 1) == 0x35 { index += 2 }
        // A percent sign that is not part of a further escape.
        if index > start + 1, digit(scalar(index)) == nil || digit(scalar(index + 1)) == nil {
            return (UInt8(ascii: "%"), index - start)
        }
        guard let high = digit(scalar(index)), let low = digit(scalar(index + 1)) else { return nil }
        let byte = high << 4 | low
        return (0x20...0x7E).contains(byte) ? (byte, index + 2 - start) : nil
    }

    private static func digit(_ value: UInt32) -> UInt8? {
        switch value {
        case 0x30...0x39: UInt8(value - 0x30)
        case 0x41...0x46: UInt8(value - 0x37)
        case 0x61...0x66: UInt8(value - 0x57)
        default: nil
        }
    }
}

/// Searches in ranges.
extension PersonalText {
    /// The first index in a range whose byte matches, or the range's end.
    mutating func first(in range: Range<Int>, where isSo: (UInt8) -> Bool) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, let byte = byte(at: index), !isSo(byte) { index += 1 }
        return index
    }

    /// The last index in a range whose byte matches.
    mutating func last(in range: Range<Int>, where isSo: (UInt8) -> Bool) -> Int? {
        var index = range.upperBound - 1
        while index >= range.lowerBound, let byte = byte(at: index) {
            if isSo(byte) { return index }
            index -= 1
        }
        return nil
    }

    /// Whether a range contains a byte.
    mutating func holds(_ wanted: UInt8, in range: Range<Int>) -> Bool {
        first(in: range) { $0 == wanted } < range.upperBound
    }

    /// The non-empty parts of a range between separators.
    mutating func parts(of range: Range<Int>, separatedBy isSeparator: (UInt8) -> Bool) -> [Range<Int>] {
        var parts: [Range<Int>] = [], start = range.lowerBound
        while start < range.upperBound {
            let end = first(in: start..<range.upperBound, where: isSeparator)
            if end > start { parts.append(start..<end) }
            start = end + 1
        }
        return parts
    }

    /// The index of the first `://` in a range.
    mutating func scheme(in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index + 2 < range.upperBound {
            if isScheme(at: index, in: range) { return index }
            index += 1
        }
        return nil
    }

    /// Whether `://` is at an index.
    mutating func isScheme(at index: Int, in range: Range<Int>) -> Bool {
        index + 2 < range.upperBound && byte(at: index) == UInt8(ascii: ":")
            && byte(at: index + 1) == UInt8(ascii: "/") && byte(at: index + 2) == UInt8(ascii: "/")
    }

    /// The text of a range, in lower case.
    mutating func lowercased(_ range: Range<Int>) -> String {
        var text: [UInt8] = []
        for index in range { text.append(byte(at: index).map(Self.lowercased) ?? 0) }
        return String(decoding: text, as: UTF8.self)
    }

    static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }
    static func isUppercase(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    /// A letter in ASCII or in another alphabet.
    static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return byte == letter || (byte < 0x80 && lower >= 0x61 && lower <= 0x7A)
    }
    static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
