/// Reads a text as trackers do that look for active syntax in rendered Markdown: HTML entities are decoded.
struct SignReader {
    let scalars: [Unicode.Scalar]
    /// Whether to decode `%40` to `@`, as some trackers do in link targets.
    let percentEncoding: Bool

    init(_ scalars: [Unicode.Scalar], percentEncoding: Bool) {
        self.scalars = scalars
        self.percentEncoding = percentEncoding
    }

    /// The scalar at an index after all decoding, and its end.
    func sign(at start: Int) -> (scalar: Unicode.Scalar, end: Int) {
        let first = character(at: start)
        guard percentEncoding, first.scalar == "%", let high = hexDigit(at: first.end),
            let low = hexDigit(at: high.end),
            high.value < 8
        else { return first }
        return (Unicode.Scalar(UInt8(high.value << 4 | low.value)), low.end)
    }

    /// The scalar at an index of text outside of links, where percent-encoding is not decoded, and its end.
    func character(at start: Int) -> (scalar: Unicode.Scalar, end: Int) {
        guard scalars[start] == "&", let end = scalars[start...].prefix(Self.longestEntity).firstIndex(of: ";"),
            let scalar = Self.meaning(of: String(String.UnicodeScalarView(scalars[(start + 1)..<end])))
        else { return (scalars[start], start + 1) }
        return (scalar, end + 1)
    }

    private func hexDigit(at start: Int) -> (value: Int, end: Int)? {
        guard start < scalars.count else { return nil }
        let (scalar, end) = character(at: start)
        guard scalar.isHexDigit, let value = Character(scalar).hexDigitValue else { return nil }
        return (value, end)
    }

    /// Compares with an ASCII word, case-insensitively. Returns the end of the word, or nil.
    func match(_ word: String, at start: Int) -> Int? {
        var position = start
        for scalar in word.unicodeScalars {
            guard position < scalars.count else { return nil }
            let (sign, end) = sign(at: position)
            guard sign.asciiLowercased == scalar.asciiLowercased else { return nil }
            position = end
        }
        return position
    }

    /// The length of an entity with its semicolon: `&#` and up to seven digits
    /// (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
    private static let longestEntity = 10

    private static let namedEntities: [String: Unicode.Scalar] = [
        "commat": "@", "num": "#", "excl": "!", "amp": "&", "AMP": "&", "lsqb": "[", "lbrack": "[", "sol": "/",
        "colon": ":", "period": ".",
        "lowbar": "_", "percnt": "%",
    ]

    private static func meaning(of entity: String) -> Unicode.Scalar? {
        guard entity.first == "#" else { return namedEntities[entity] }
        let digits = entity.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        return UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10).flatMap(
            Unicode.Scalar.init)
    }
}
