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
        guard scalars[start] == "&" else { return (scalars[start], start + 1) }
        guard let end = scalars[start...].prefix(Self.longestEntity).firstIndex(of: ";"),
            let scalar = Self.meaning(of: String(String.UnicodeScalarView(scalars[(start + 1)..<end])))
        else { return ("&", endOfBareAmpersand(start)) }
        return (scalar, end + 1)
    }

    /// The character at an index as the rendered text shows it, and its end: the backslash of an escape is skipped
    /// (https://spec.commonmark.org/0.31.2/#backslash-escapes).
    func unescapedSign(at index: Int) -> (scalar: Unicode.Scalar, end: Int) {
        guard scalars[index] == "\\", index + 1 < scalars.count, scalars[index + 1].isPunctuation else {
            return sign(at: index)
        }
        return (scalars[index + 1], index + 2)
    }

    /// The end of `&`, or of `&amp` without a semicolon, which HTML decodes
    /// (https://html.spec.whatwg.org/multipage/named-characters.html).
    private func endOfBareAmpersand(_ start: Int) -> Int {
        let name = String(String.UnicodeScalarView(scalars[start...].dropFirst().prefix(3)))
        return name == "amp" || name == "AMP" ? start + 4 : start + 1
    }

    /// The end of the sign `&#` if it begins a numeric character reference that only HTML decodes, not Markdown: one
    /// without a semicolon or with more digits than CommonMark allows
    /// (https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-state). Trackers decode it in
    /// HTML blocks and titles.
    func endOfStraySign(at start: Int) -> Int? {
        guard scalars[start] == "&", start + 2 < scalars.count, scalars[start + 1] == "#",
            character(at: start).end == start + 1
        else { return nil }
        let first = scalars[start + 2]
        let isHexadecimal = (first == "x" || first == "X") && start + 3 < scalars.count
        guard first.isDigit || isHexadecimal && scalars[start + 3].isHexDigit else { return nil }
        return start + 2
    }

    /// Whether a named character reference without a semicolon ends before an index, as in `&nbsp@all`. HTML decodes
    /// some of them.
    func followsBareName(_ end: Int) -> Bool {
        let name = scalars[..<end].suffix(Self.longestBareName + 1).reversed()
        guard let sign = name.first(where: { !$0.isLetterOrDigit }) else { return false }
        return sign == "&"
    }

    private func hexDigit(at start: Int) -> (value: Int, end: Int)? {
        guard start < scalars.count else { return nil }
        let (scalar, end) = character(at: start)
        guard scalar.isHexDigit, let value = Character(scalar).hexDigitValue else { return nil }
        return (value, end)
    }

    /// Compares with an ASCII word, case-insensitively and skipping backslash escapes. Returns the end of the word, or
    /// nil.
    func match(_ word: String, at start: Int) -> Int? {
        var position = start
        for scalar in word.unicodeScalars {
            guard position < scalars.count else { return nil }
            let (sign, end) = unescapedSign(at: position)
            guard sign.asciiLowercased == scalar.asciiLowercased else { return nil }
            position = end
        }
        return position
    }

    /// The length of the longest entity with its semicolon, `&DiacriticalGrave;`.
    private static let longestEntity = 18

    /// The maximum number of digits in a numeric character reference, with the `x` of a hexadecimal one
    /// (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
    private static let longestNumber = 7

    /// The length of the longest names that HTML decodes without a semicolon, such as `Ccedil`.
    private static let longestBareName = 6

    /// All names of ASCII characters (https://html.spec.whatwg.org/multipage/named-characters.html).
    private static let namedEntities: [String: Unicode.Scalar] = [
        "Tab": "\t", "NewLine": "\n", "excl": "!", "quot": "\"", "QUOT": "\"", "num": "#", "dollar": "$", "percnt": "%",
        "amp": "&", "AMP": "&", "apos": "'", "lpar": "(", "rpar": ")", "ast": "*", "midast": "*", "plus": "+",
        "comma": ",", "period": ".", "sol": "/", "colon": ":", "semi": ";", "lt": "<", "LT": "<", "equals": "=",
        "gt": ">", "GT": ">", "quest": "?", "commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]",
        "rbrack": "]", "Hat": "^", "lowbar": "_", "UnderBar": "_", "grave": "`", "DiacriticalGrave": "`",
        "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|", "VerticalLine": "|", "rcub": "}", "rbrace": "}",
    ]

    private static func meaning(of entity: String) -> Unicode.Scalar? {
        guard entity.first == "#" else { return namedEntities[entity] }
        let digits = entity.dropFirst()
        guard digits.utf8.count <= longestNumber else { return nil }
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        return UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10).flatMap(
            Unicode.Scalar.init)
    }
}

extension Unicode.Scalar {
    /// Whether Markdown lets a backslash escape it.
    var isPunctuation: Bool { isASCII && !isLetterOrDigit && value > 0x20 && value < 0x7F }
}
