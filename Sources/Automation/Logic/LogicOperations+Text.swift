import Primitives

/// Operations that create and compare texts.
extension LogicOperations {
    static func text(_ operation: LogicOperator, _ values: [JSON]) -> JSON {
        switch operation {
        case .cat: .string(values.map { $0.isNull ? "" : JavaScript.string($0) }.joined())
        case .substr: .string(part(of: JavaScript.string(values[0]), from: values[1], values.dropFirst(2).first))
        case .lower: lowercased(values[0])
        case .startsWith: .bool(holds(values) { $0.starts(with: $1) })
        default: .bool(holds(values) { $0.suffix($1.count).elementsEqual($1) })
        }
    }

    /// Converts a text, or each text in an array, to lower case; any other value is returned unchanged.
    private static func lowercased(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(text.lowercased())
        case .array(let elements):
            .array(elements.map { if case .string(let text) = $0 { .string(text.lowercased()) } else { $0 } })
        default: value
        }
    }

    /// False unless both values are texts.
    private static func holds(_ values: [JSON], _ compare: (String.UTF8View, String.UTF8View) -> Bool) -> Bool {
        guard let text = values[0].stringValue, let part = values[1].stringValue else { return false }
        return compare(text.utf8, part.utf8)
    }

    /// JavaScript's `substr`; a negative length is the number of characters to drop from the end. Lengths are counted
    /// in Unicode scalars, not UTF-16 code units, so that no character is split.
    private static func part(of text: String, from start: JSON, _ length: JSON?) -> String {
        let scalars = Array(text.unicodeScalars)
        let from = offset(start)
        let rest = scalars.dropFirst(from < 0 ? max(scalars.count + from, 0) : from)
        guard let length = length.map(offset) else { return string(rest) }
        return string(length < 0 ? rest.dropLast(-length) : rest.prefix(length))
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    /// A number rounded towards 0 and clamped so that arithmetic can't overflow; 0 if the value is not a number.
    private static func offset(_ value: JSON) -> Int {
        let number = JavaScript.number(value)
        return number.isNaN ? 0 : Int(max(-1e9, min(1e9, number)))
    }
}
