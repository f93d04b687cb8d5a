/// The enumerations of the fragments, by their values.
struct TicketVocabulary {
    private var requests: [Set<String>: String] = [:]
    private var responses: [Set<String>: String] = [:]

    init(_ fragments: [Fragment]) {
        for schema in fragments.flatMap({ $0.components("schemas") }) { add(schema) }
    }

    /// The schema with exactly these values. Requests list all values (`enum`); responses may get new ones
    /// (`x-extensible-enum`), unless there is only a complete enumeration.
    func schema(of values: [String], isInput: Bool) -> String? {
        isInput ? requests[Set(values)] : responses[Set(values)] ?? requests[Set(values)]
    }

    private mutating func add(_ schema: YAMLEntry) {
        // The enumerations of an object's members have no names.
        guard !schema.children.contains(where: { $0.key == "properties" }) else { return }
        for line in schema.lines {
            guard let match = line.firstMatch(of: /\b(x-extensible-)?enum: \[([^\]]*)\]/) else { continue }
            let values = Set(match.2.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init))
            if match.1 == nil { requests[values] = schema.key } else { responses[values] = schema.key }
        }
    }
}
