extension JSONError {
    /// Where the error is and how to correct it, for the author of the text, such as
    /// `line 1, column 19: there is a comma before }; remove it`.
    package func explanation(in text: [UInt8]) -> String { "\(place(in: text)): \(cause(in: text))" }

    /// The line and the column, both from 1. Columns count Unicode scalars.
    private func place(in text: [UInt8]) -> String {
        let before = text.prefix(offset)
        let line = before.suffix(while: { $0 != UInt8(ascii: "\n") })
        let column = line.count { $0 & 0xC0 != 0x80 } + 1
        return "line \(before.count { $0 == UInt8(ascii: "\n") } + 1), column \(column)"
    }

    /// How to correct the error, such as `there is a comma before }; remove it`.
    package func cause(in text: [UInt8]) -> String {
        let rest = text.dropFirst(offset)
        switch reason {
        case .unexpectedEnd:
            return text.allSatisfy(Self.isSpace)
                ? "there is no JSON" : "the JSON ends too early; a closing quote or bracket is missing"
        case .unexpectedByte:
            return Self.cause(of: rest, after: text.prefix(offset))
        case .invalidNumber: return "numbers are written as 12, -3 or 0.5"
        case .invalidString:
            return rest.first == UInt8(ascii: "\\")
                ? #"a backslash is followed by one of " \ / b f n r t, or by u and four digits"#
                : #"a line break within a text is written as \n, and other control characters as \u0009"#
        case .invalidUTF8: return "the text is not UTF-8"
        case .duplicateName: return "this name occurs twice in the same object"
        case .tooDeep: return "arrays and objects are nested too deeply"
        case .trailingBytes:
            guard let first = rest.first, first == UInt8(ascii: "}") || first == UInt8(ascii: "]") else {
                return "the JSON ends before this character; several values belong into an array"
            }
            return "there is one \(Self.text(first)) too many"
        }
    }

    private static func cause(of rest: ArraySlice<UInt8>, after before: ArraySlice<UInt8>) -> String {
        guard let found = rest.first else { return "a character is missing" }
        let previous = before.last { !isSpace($0) }
        switch found {
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            return previous == UInt8(ascii: ",")
                ? "there is a comma before \(text(found)); remove it" : "\(text(found)) is not expected here"
        case UInt8(ascii: "'"): return "texts and names are written in double quotes, not in single quotes"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments; remove it"
        case UInt8(ascii: "+"), UInt8(ascii: "."): return "numbers are written as 12, -3 or 0.5"
        case UInt8(ascii: "="): return "a colon is expected between a name and its value"
        case 0xE2 where rest.dropFirst().first == 0x80:
            return "texts and names are written in plain double quotes, not in typographic ones"
        case _ where isLetter(found): return cause(ofWord: rest, after: before)
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), 0x30...0x39:
            return "a comma or colon is missing before \(text(found))"
        default: return 0x21...0x7E ~= found ? "\(text(found)) is not expected here" : "unexpected character"
        }
    }

    /// A word such as `True` or `hello`, in which a literal may have been recognised up to the found letter.
    private static func cause(ofWord rest: ArraySlice<UInt8>, after before: ArraySlice<UInt8>) -> String {
        let word = String(decoding: before.suffix(while: isLetter) + rest.prefix(while: isLetter), as: UTF8.self)
        switch word.lowercased() {
        case "true", "false": return "write \(word.lowercased()) in lower case"
        case "null", "none", "nil", "undefined", "nan": return "write null"
        default: return "texts and names are written in double quotes"
        }
    }

    private static func text(_ byte: UInt8) -> String { String(decoding: [byte], as: UTF8.self) }
    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }
}

extension ArraySlice<UInt8> {
    /// The longest end whose bytes all fulfil the condition.
    fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = endIndex
        while start > startIndex, condition(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
