import Primitives
import TrackerKit

extension Trello {
    /// A label of a board. Neither its name nor its colour need be unique, and either may be missing.
    struct Label: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// Its name; empty for one that is only a colour.
        var name: String
        /// The name of its colour; nil for none.
        var color: String?

        /// Decodes a label; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            color = wire.string("color")
        }

        /// What it is called here: its name, or its colour's where it has none.
        var displayName: String { name.nonEmpty ?? color ?? id }
    }
}

extension [Trello.Label] {
    /// The label of a name: one that is spelled the same, else one that differs in case only; the oldest where several
    /// do.
    func named(_ name: String) -> Trello.Label? {
        let oldestFirst = sorted { $0.id < $1.id }
        return oldestFirst.first { LabelName($0.displayName) == LabelName(name) }
            ?? oldestFirst.first { LabelName(ignoringCaseOf: $0.displayName) == LabelName(ignoringCaseOf: name) }
    }
}
