import Primitives

/// What makes and compares texts.
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

    /// Of a text its lower case, of an array the lower case of each text in it; anything else as it is.
    private static func lowercased(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(text.lowercased())
        case .array(let elements):
            .array(elements.map { if case .string(let text) = $0 { .string(text.lowercased()) } else { $0 } })
        default: value
        }
    }

    /// Only texts begin or end with something.
    private static func holds(_ values: [JSON], _ compare: (String.UTF8View, String.UTF8View) -> Bool) -> Bool {
        guard let text = values[0].stringValue, let part = values[1].stringValue else { return false }
        return compare(text.utf8, part.utf8)
    }

    /// JavaScript's `substr`, with a negative length for what is left out at the end. Counted in Unicode scalars, so
    /// that no character beyond the 16-bit ones is cut in two.
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

    /// A whole number, bounded so that arithmetic with it is safe; no number is 0.
    private static func offset(_ value: JSON) -> Int {
        let number = JavaScript.number(value)
        return number.isNaN ? 0 : Int(max(-1e9, min(1e9, number)))
    }
}
