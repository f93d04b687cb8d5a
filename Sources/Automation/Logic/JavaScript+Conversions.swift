import Primitives

extension JavaScript {
    /// `String(value)` (7.1.17).
    static func string(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): NumberText.text(of: value)
        case .string(let text): text
        case .array(let elements): elements.map { $0.isNull ? "" : string($0) }.joined(separator: ",")
        case .object: "[object Object]"
        }
    }

    /// `Number(value)` (7.1.4): NaN if the value is not a number.
    static func number(_ value: JSON) -> Double {
        switch value {
        case .null: 0
        case .bool(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .number(let value): value
        case .string(let text): NumberText.number(text)
        case .array: NumberText.number(string(value))
        case .object: .nan
        }
    }

    /// `parseFloat(value)` (19.2.4): the number at the beginning of the text.
    static func leadingNumber(_ value: JSON) -> Double {
        switch value {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .object: .nan
        case .string, .array: NumberText.leadingNumber(string(value))
        }
    }
}
