import Primitives

/// An object that does not exist, or that the caller may not see.
package struct MissingObject: Sendable, Hashable {
    /// The kind of object, such as `ticket`.
    package var kind: String
    /// The slug or key that the caller gave; nil if the object was not named.
    package var name: String?
    /// The object that should contain it, such as `the channel 'demo'`; nil for objects that belong to no other one.
    package var container: String?
    /// An existing name that the caller may see and most likely meant.
    package var nearest: String?
    /// What to do if there is no similar name: a sentence.
    package var advice: String?

    package init(_ kind: String, named name: String? = nil, nearest: String? = nil, advice: String? = nil) {
        self.kind = kind
        self.name = name
        self.nearest = nearest
        self.advice = advice
    }

    /// One or two sentences, such as `There is no channel 'websit'. Did you mean 'website'?`.
    package var sentence: String {
        guard name != nil else { return "There is no such \(kind)." + next }
        return "There is \(statement)." + next
    }

    /// The same for the error of a field: `there is no channel 'websit'. Did you mean 'website'?`.
    package var fieldDetail: String {
        guard name != nil else { return "there is no such \(kind)" }
        return "there is \(statement)" + (next.isEmpty ? "" : "." + next)
    }

    private var statement: String {
        "no \(kind) '\((name ?? "").shortened())'" + (container.map { " in \($0)" } ?? "")
    }

    private var next: String {
        nearest.map { " Did you mean '\($0)'?" } ?? advice.map { " \($0)" } ?? ""
    }
}

extension MissingObject: ExpressibleByStringLiteral {
    /// An object of this kind without a name.
    package init(stringLiteral kind: String) { self.init(kind) }
}
