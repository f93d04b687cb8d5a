import Primitives

/// Text as Python 2 writes it, because messages of the Alerts API quote values this way.
enum PythonText {
    /// The text without surrounding white space, as `strip()` of Unicode strings returns it.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    /// `unicode(value)`: a string itself, or the representation of any other value.
    static func string(of json: JSON) -> String { json.stringValue ?? representation(of: json) }

    /// `repr(value)`, with the members of objects in the order of their names.
    static func representation(of json: JSON) -> String {
        switch json {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .integer(let value): return String(value)
        case .number(let value): return "\(value)"
        case .string(let value): return literal(value)
        case .array(let elements):
            return "[" + elements.map { representation(of: $0) }.joined(separator: ", ") + "]"
        case .object(let members):
            let pairs = members.sorted { $0.key < $1.key }.map { member in
                "\(literal(member.key)): \(representation(of: member.value))"
            }
            return "{" + pairs.joined(separator: ", ") + "}"
        }
    }

    /// A Unicode literal in ASCII. It is in single quotes, unless the text contains these and no double ones.
    private static func literal(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var literal = "u\(quote)"
        for scalar in text.unicodeScalars { literal += escaped(scalar, in: quote) }
        return literal + "\(quote)"
    }

    private static func escaped(_ scalar: Unicode.Scalar, in quote: Unicode.Scalar) -> String {
        switch scalar {
        case quote, "\\": return "\\\(scalar)"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case " "..."~": return String(scalar)
        default: break
        }
        switch scalar.value {
        case ..<0x100: return "\\x" + Hexadecimal.text(scalar.value, digits: 2)
        case ..<0x1_0000: return "\\u" + Hexadecimal.text(scalar.value, digits: 4)
        default: return "\\U" + Hexadecimal.text(scalar.value, digits: 8)
        }
    }
}
