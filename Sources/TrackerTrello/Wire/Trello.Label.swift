import Primitives
import TrackerKit

extension Trello {
    /// A label on a board. Neither name nor colour need be unique, and either may be missing.
    struct Label: Sendable, Hashable {
        var id: String
        /// Empty for a label that only has a colour.
        var name: String
        /// The name of its colour. nil for none.
        var color: String?

        /// Throws if the ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            color = wire.string("color")
        }

        /// The name in the gateway: the label's name, or else that of its colour.
        var displayName: String { name.nonEmpty ?? color ?? id }
    }
}

extension [Trello.Label] {
    /// Finds a label by name: an exact match if possible, else one that ignores case; the oldest if there are several.
    func named(_ name: String) -> Trello.Label? {
        let oldestFirst = sorted { $0.id < $1.id }
        return oldestFirst.first { LabelName($0.displayName) == LabelName(name) }
            ?? oldestFirst.first { LabelName(ignoringCaseOf: $0.displayName) == LabelName(ignoringCaseOf: name) }
    }
}
