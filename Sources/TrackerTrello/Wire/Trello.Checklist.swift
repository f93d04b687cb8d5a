import Primitives
import TrackerKit

extension Trello {
    /// A checklist on a card.
    struct Checklist: Sendable, Hashable {
        var name: String
        /// In order, from the top.
        var items: [Item]

        struct Item: Sendable, Hashable {
            var name: String
            var isComplete: Bool
            var due: Timestamp?
            /// The position; smaller is higher.
            var pos: Double

            /// Throws if the text is missing.
            init(_ wire: WireObject) throws(TrackerError) {
                name = try wire.requiredString("name")
                isComplete = wire.string("state") == "complete"
                due = wire.timestamp("due")
                pos = wire["pos"]?.doubleValue ?? 0
            }
        }

        /// Throws if the name is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            name = try wire.requiredString("name")
            items = wire.objects("checkItems").compactMap { try? Item($0) }.sorted { $0.pos < $1.pos }
        }

        /// The checklist as a custom field of the ticket. It is not part of the body, because the next change of the
        /// body would write it back as text.
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
