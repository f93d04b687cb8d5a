import Primitives

/// An object that does not exist, or that the caller may not see.
package struct MissingObject: Sendable, Hashable {
    /// The kind of object, such as `ticket`.
    package var kind: String
    /// The slug or key that the caller gave; nil if the object was not named.
    package var name: String?
    /// An existing name that the caller may see and most likely meant.
    package var nearest: String?

    package init(_ kind: String, named name: String? = nil, nearest: String? = nil) {
        self.kind = kind
        self.name = name
        self.nearest = nearest
    }

    /// One or two sentences, such as `There is no channel 'websit'. Did you mean 'website'?`.
    package var sentence: String {
        guard name != nil else { return "There is no such \(kind)." }
        return "There is \(statement)." + question
    }

    /// The same for the error of a field: `there is no channel 'websit'. Did you mean 'website'?`.
    package var fieldDetail: String {
        guard name != nil else { return "there is no such \(kind)" }
        return "there is \(statement)" + (nearest == nil ? "" : "." + question)
    }

    private var statement: String { "no \(kind) '\((name ?? "").shortened())'" }
    private var question: String { nearest.map { " Did you mean '\($0)'?" } ?? "" }
}

extension MissingObject: ExpressibleByStringLiteral {
    /// An object of this kind without a name.
    package init(stringLiteral kind: String) { self.init(kind) }
}
