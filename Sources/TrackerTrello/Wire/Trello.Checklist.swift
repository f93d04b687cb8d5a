import Primitives
import TrackerKit

extension Trello {
    /// A checklist of a card.
    struct Checklist: Sendable, Hashable {
        /// Its name.
        var name: String
        /// Its items, from the top.
        var items: [Item]

        /// One line of it.
        struct Item: Sendable, Hashable {
            /// Its text.
            var name: String
            /// Whether it is ticked.
            var isComplete: Bool
            /// When it is due.
            var due: Timestamp?
            /// Where it stands; smaller is higher.
            var pos: Double

            /// Decodes an item; the text must be there.
            init(_ wire: WireObject) throws(TrackerError) {
                name = try wire.requiredString("name")
                isComplete = wire.string("state") == "complete"
                due = wire.timestamp("due")
                pos = wire["pos"]?.doubleValue ?? 0
            }
        }

        /// Decodes a checklist; the name must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            name = try wire.requiredString("name")
            items = wire.objects("checkItems").compactMap { try? Item($0) }.sorted { $0.pos < $1.pos }
        }

        /// The checklist as a field of the ticket: in the body, it would come back with the next change of the text.
        var field: TrackerKit.CustomField {
            let rows = items.map { item in
                var row: [String: JSON] = ["name": .string(item.name), "complete": .bool(item.isComplete)]
                if let due = item.due { row["due_at"] = JSON(due) }
                return JSON.object(row)
            }
            return TrackerKit.CustomField(name: "checklist: \(name)", value: .array(rows))
        }
    }
}
