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

    /// The fields of what a tracker shows.
    package init(_ ticket: RemoteTicket) {
        fields = [
            "title": .string(ticket.title.storable), "body": .string(Self.shortened(ticket.body.storable)),
            "kind": .string(ticket.kind.rawValue), "state": .string(ticket.status.state.rawValue),
            "status": .string(ticket.status.rawValue),
            "status_raw": [
                "id": .string(ticket.statusRaw.id.storable), "name": .string(ticket.statusRaw.name.storable),
            ],
            "resolution": JSON(ticket.resolution?.rawValue), "priority": .string(ticket.priority.rawValue),
            "severity": JSON(ticket.severity?.rawValue), "assignees": JSON(ticket.assignees.map(\.username.storable)),
            "labels": JSON(ticket.labels.map(\.storable)), "milestone": JSON(ticket.milestone?.title.storable.prefixed),
            "parent": JSON(ticket.parent?.storable), "due_at": JSON(ticket.dueAt), "closed_at": JSON(ticket.closedAt),
            "confidential": .bool(ticket.confidential), "locked": .bool(ticket.locked),
            "key": .string(ticket.key.storable),
            "url": .string(ticket.url.storable),
        ]
        bodyChanged = false
    }

    /// The fields of a row, as `TicketStore.compare` reads them.
    init(stored: JSON) {
        var fields = stored.objectValue ?? [:]
        bodyChanged = fields.removeValue(forKey: "body_changed")?.boolValue ?? false
        for name in ["due_at", "closed_at"] { fields[name] = JSON(fields[name]?.stringValue.flatMap(Timestamp.init)) }
        self.fields = fields
    }

    /// What is different in a later snapshot. A body that differs only beyond what is shown is told too, and so are
    /// names of labels that differ only in how their characters are composed: `String` takes those for equal, trackers
    /// do not.
    package func changes(to later: TicketSnapshot) -> [String: FieldChange] {
        var changes: [String: FieldChange] = [:]
        for (name, from) in fields {
            guard let to = later.fields[name],
                from != to || (name == "body" && bodyChanged)
                    || (name == "labels" && from.serialized() != to.serialized())
            else { continue }
            changes[name] = FieldChange(from: from, to: to)
        }
        return changes
    }

    private static func shortened(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumBodyLength)))
    }
}
