import Primitives

/// Serialises JSON with the members in a given order: indented for terminals, on one line otherwise.
enum JSONText {
    private static let step = 2

    /// - Parameter indent: The current indentation in spaces; nil for one line.
    static func object(_ members: [(name: String, value: JSON)], indent: Int?) -> String {
        let parts = members.map {
            JSON.string($0.name).text + (indent == nil ? ":" : ": ") + value($0.value, indent: indent.map { $0 + step })
        }
        return wrapped(parts, open: "{", close: "}", indent: indent)
    }

    static func value(_ value: JSON, indent: Int?) -> String {
        guard let indent else { return value.text }
        switch value {
        case .array(let values):
            return wrapped(values.map { Self.value($0, indent: indent + step) }, open: "[", close: "]", indent: indent)
        case .object(let members):
            return object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, indent: indent)
        default: return value.text
        }
    }

    private static func wrapped(_ parts: [String], open: String, close: String, indent: Int?) -> String {
        guard let indent, !parts.isEmpty else { return open + parts.joined(separator: ",") + close }
        let inner = String(repeating: " ", count: indent + step)
        return open + "\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n"
            + String(repeating: " ", count: indent) + close
    }
}
