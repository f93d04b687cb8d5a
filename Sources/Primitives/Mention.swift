/// A reference in a document to an object that some readers may not see, for example a ticket.
///
/// ``JSONWriter`` collects the mentions of the documents that it writes. With them, a stored copy of a document can be
/// checked against the rights of a later reader without parsing it.
package struct Mention: Sendable, Hashable {
    /// The type of the object, such as `ticket`. `Models` defines the types that occur.
    package var type: String
    /// The object's id, or the parts of its name.
    package var name: [String]

    package init(type: String, name: [String]) {
        self.type = type
        self.name = name
    }
}

extension Mention {
    /// An array of the type and the name.
    package var json: JSON { JSON([type] + name) }

    /// Parses the output of ``json``; nil for anything else.
    package init?(json: JSON) {
        guard let elements = json.arrayValue else { return nil }
        let texts = elements.compactMap(\.stringValue)
        guard texts.count == elements.count, let type = texts.first else { return nil }
        self.init(type: type, name: Array(texts.dropFirst()))
    }
}
