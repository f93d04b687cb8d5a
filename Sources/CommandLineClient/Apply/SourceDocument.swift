import Primitives

/// One document of a file.
struct SourceDocument: Sendable {
    /// The file as it was named; `-` for standard input.
    let file: String
    /// Where it begins, from 1.
    let line: Int
    /// What it says.
    let json: JSON
    /// The lines of its parts by their JSON pointers (RFC 6901), as far as they are known.
    let lines: [String: Int]

    /// `rules/bugs.yaml:12`: where a part stands, or the nearest part around it.
    func place(of pointer: String) -> String {
        var pointer = pointer[...]
        while lines[String(pointer)] == nil, let slash = pointer.lastIndex(of: "/") { pointer = pointer[..<slash] }
        return "\(file):\(lines[String(pointer)] ?? line)"
    }
}

/// What is wrong with a file, for people: `rules/bugs.yaml:12: /do/0/channel: is required`.
struct DocumentFault: Sendable, Hashable {
    let place: String
    let detail: String

    var text: String { "\(place): \(detail)" }
}

/// A document whose kind and slug are known: something that is to be on the gateway.
struct WantedObject: Sendable {
    /// How kind and slug are told apart from others.
    struct Name: Hashable, Sendable {
        let kind: DocumentKind
        let slug: String

        /// `rule bugs`.
        var text: String { "\(kind.rawValue) \(slug)" }
    }

    let name: Name
    /// What the API is to get.
    let members: [String: JSON]
    let source: SourceDocument
}
