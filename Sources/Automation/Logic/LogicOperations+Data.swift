import Primitives

/// Operations that look up data.
extension LogicOperations {
    static func lookUp(_ operation: LogicOperator, of values: [JSON], in data: JSON) -> JSON {
        switch operation {
        case .variable: return variable(values.first ?? .null, in: data) ?? (values.count > 1 ? values[1] : .null)
        case .missing: return .array(missing(values.first?.arrayValue ?? values, in: data))
        default:
            let names = values[1].arrayValue ?? [values[1]]
            let missing = missing(names, in: data)
            return Double(names.count - missing.count) >= JavaScript.number(values[0]) ? .array([]) : .array(missing)
        }
    }

    /// The names whose value is missing, `null` or an empty text.
    private static func missing(_ names: [JSON], in data: JSON) -> [JSON] {
        names.filter { name in
            guard let value = variable(name, in: data) else { return true }
            return value.isNull || value == ""
        }
    }

    /// The value at a path such as `ticket.labels.0`; all data for an empty path, nil if there is no such value.
    private static func variable(_ path: JSON, in data: JSON) -> JSON? {
        guard path != .null, path != "" else { return data }
        var found = data
        for name in JavaScript.string(path).split(separator: ".", omittingEmptySubsequences: false) {
            guard let member = member(String(name), of: found) else { return nil }
            found = member
        }
        return found
    }

    /// A member of an object, an element of an array by its index, or the `length` of an array or text, as in
    /// JavaScript.
    private static func member(_ name: String, of value: JSON) -> JSON? {
        switch value {
        case .object(let members): return members[name]
        case .array(let elements):
            if name == "length" { return .integer(Int64(elements.count)) }
            guard let index = Int(name), elements.indices.contains(index), String(index) == name else { return nil }
            return elements[index]
        case .string(let text): return name == "length" ? .integer(Int64(text.unicodeScalars.count)) : nil
        default: return nil
        }
    }
}
