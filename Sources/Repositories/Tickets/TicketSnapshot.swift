package import Models
package import Primitives
package import TrackerKit

/// The fields of a ticket whose changes are reported in events, as the API names and shows them.
package struct TicketSnapshot: Sendable, Hashable {
    package let fields: [String: JSON]
    private let bodyChanged: Bool

    /// The maximum length of a body in an event, in characters.
    package static let maximumBodyLength = 10_000

    private static let body = TicketFields.table.body.name
    private static let labels = TicketFields.table.labels.name
    /// The fields whose format differs between PostgreSQL and the API.
    private static let moments = TicketFields.event.filter { $0.form == .moment }.map(\.name)

    /// The fields of a ticket as reported by its tracker.
    package init(_ ticket: Ticket) {
        var fields: [String: JSON] = [:]
        for field in TicketFields.event { fields[field.name] = field.value(ticket).json.storable }
        fields[Self.body] = .string(Self.shortened(ticket.body.storable))
        self.fields = fields
        bodyChanged = false
    }

    /// The fields of a row, as read by `TicketStore.compare`.
    init(stored: JSON) {
        var fields = stored.objectValue ?? [:]
        bodyChanged = fields.removeValue(forKey: "body_changed")?.boolValue ?? false
        for name in Self.moments { fields[name] = JSON(fields[name]?.stringValue.flatMap(Timestamp.init)) }
        self.fields = fields
    }

    /// The fields that differ in a later snapshot. Includes a body that differs only beyond the part shown, and label
    /// names that differ only in Unicode normalization: `String` considers those equal, but trackers do not.
    package func changes(to later: TicketSnapshot) -> [String: FieldChange] {
        var changes: [String: FieldChange] = [:]
        for (name, from) in fields {
            guard let to = later.fields[name],
                from != to || (name == Self.body && bodyChanged)
                    || (name == Self.labels && from.serialized() != to.serialized())
            else { continue }
            changes[name] = FieldChange(from: from, to: to)
        }
        return changes
    }

    private static func shortened(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumBodyLength)))
    }
}
