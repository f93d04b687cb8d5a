/// Names of tags and members.
extension PersonalText {
    /// The parts of a name in lower case, split at dots, hyphens, capitals, digits and the like.
    mutating func nameParts(in range: Range<Int>) -> [String] {
        var parts: [String] = [], start = range.lowerBound
        var index = start
        while index <= range.upperBound {
            let byte = index < range.upperBound ? byte(at: index) ?? 0 : 0
            if !Self.isNamePart(byte) {
                if index > start { parts.append(lowercased(start..<index)) }
                start = index + 1
            } else if index > start, isPartStart(index, byte) {
                parts.append(lowercased(start..<index))
                start = index
            }
            index += 1
        }
        return parts.map(Self.withoutNumber).filter { !$0.isEmpty }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool { byte < 0x80 && isWord(byte) }

    /// Whether a part starts here: a capital after a small letter, the last of several capitals before a word
    /// (`IPAddress`), or a letter after a digit.
    private mutating func isPartStart(_ index: Int, _ byte: UInt8) -> Bool {
        let last = self.byte(at: index - 1) ?? 0
        if Self.isDigit(last) { return !Self.isDigit(byte) }
        guard Self.isUppercase(byte) else { return false }
        let next = self.byte(at: index + 1) ?? 0
        return !Self.isUppercase(last) || (Self.isLetter(next) && !Self.isUppercase(next) && next < 0x80)
    }

    private static func withoutNumber(_ part: String) -> String {
        var bytes = Array(part.utf8)
        while let last = bytes.last, isDigit(last), bytes.count > 1 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a text that are followed by values: `email=ada`, `user:ada`, `{"email":"ada"}`.
    mutating func names() -> [Range<Int>] {
        var names: [Range<Int>] = [], start = 0
        while start < count {
            let end = first(in: start..<count) { !Self.isName($0) }
            let sign = byte(at: end), next = byte(at: end + 1)
            let isQuoted = (sign == UInt8(ascii: "\"") || sign == UInt8(ascii: "'")) && next == UInt8(ascii: ":")
            let isNamed = sign == UInt8(ascii: ":") && startsValue(at: end + 1)
            if end > start, sign == UInt8(ascii: "=") || isQuoted || isNamed { names.append(start..<end) }
            start = end + 1
        }
        return names
    }

    /// Whether a value can begin here, after a colon and at most one space. Otherwise the colon is that of a scheme
    /// (`https://`), of a qualified name (`std::string`) or of a sentence.
    private mutating func startsValue(at index: Int) -> Bool {
        let start = byte(at: index) == UInt8(ascii: " ") ? index + 1 : index
        guard let first = byte(at: start) else { return false }
        return Self.isNamePart(first) || first >= 0x80 || first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    }

    private static func isName(_ byte: UInt8) -> Bool {
        isNamePart(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
