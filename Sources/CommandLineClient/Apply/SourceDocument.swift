import Primitives

struct SourceDocument: Sendable {
    /// The path as given on the command line; `-` for standard input.
    let file: String
    /// The document's first line, counted from 1.
    let line: Int
    let json: JSON
    /// The known line numbers by JSON pointer (RFC 6901).
    let lines: [String: Int]

    /// The file and line of a member, or of the nearest parent with a known line: `rules/bugs.yaml:12`.
    func place(of pointer: String) -> String {
        var pointer = pointer[...]
        while lines[String(pointer)] == nil, let slash = pointer.lastIndex(of: "/") { pointer = pointer[..<slash] }
        return "\(file):\(lines[String(pointer)] ?? line)"
    }
}

/// An error in a file, such as `rules/bugs.yaml:12: /do/0/channel: is required`.
struct DocumentFault: Sendable, Hashable {
    let place: String
    let detail: String

    var text: String { "\(place): \(detail)" }
}

/// A valid document: the desired state of one object on the gateway.
struct WantedObject: Sendable {
    /// The identity of an object: its kind and slug.
    struct Name: Hashable, Sendable {
        let kind: DocumentKind
        let slug: String

        /// Such as `rule bugs`.
        var text: String { "\(kind.rawValue) \(slug)" }
    }

    let name: Name
    /// The request body for creating the object.
    let members: [String: JSON]
    let source: SourceDocument
}
