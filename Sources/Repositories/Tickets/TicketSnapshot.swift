package import Models
package import Primitives
package import TrackerKit

/// The fields of a ticket whose changes events tell, as the API names and shows them.
package struct TicketSnapshot: Sendable, Hashable {
    /// The fields.
    package let fields: [String: JSON]
    private let bodyChanged: Bool

    /// How much of a body an event shows, in characters.
    package static let maximumBodyLength = 10_000

    private static let body = TicketFields.table.body.name
    private static let labels = TicketFields.table.labels.name
    /// The fields whose spelling by PostgreSQL is not that of the API.
    private static let moments = TicketFields.event.filter { $0.form == .moment }.map(\.name)

    /// The fields of what a tracker shows.
    package init(_ ticket: RemoteTicket) {
        var fields: [String: JSON] = [:]
        for field in TicketFields.event { fields[field.name] = field.value(ticket).json.storable }
        fields[Self.body] = .string(Self.shortened(ticket.body.storable))
        self.fields = fields
        bodyChanged = false
    }

    /// The fields of a row, as `TicketStore.compare` reads them.
    init(stored: JSON) {
        var fields = stored.objectValue ?? [:]
        bodyChanged = fields.removeValue(forKey: "body_changed")?.boolValue ?? false
        for name in Self.moments { fields[name] = JSON(fields[name]?.stringValue.flatMap(Timestamp.init)) }
        self.fields = fields
    }

    /// What is different in a later snapshot. A body that differs only beyond what is shown is told too, and so are
    /// names of labels that differ only in how their characters are composed: `String` takes those for equal, trackers
    /// do not.
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
