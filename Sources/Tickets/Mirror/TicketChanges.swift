import Models
import Primitives

/// Groups the changed fields of a ticket into events. Each field is in exactly one event.
struct TicketChanges {
    private var changes: [String: FieldChange]

    private static let statusFields: Set<String> = ["state", "status", "status_raw", "resolution", "closed_at"]

    init(_ changes: [String: FieldChange]) { self.changes = changes }

    /// The events; that of a changed state or status first.
    var events: [(EventType, [String: FieldChange])] {
        var rest = changes
        var events: [(EventType, [String: FieldChange])] = []
        if let type = statusEventType { events.append((type, Self.take(Self.statusFields, from: &rest))) }
        if rest["assignees"] != nil { events.append((.ticketAssigned, Self.take(["assignees"], from: &rest))) }
        if rest["labels"] != nil { events.append((.ticketLabeled, Self.take(["labels"], from: &rest))) }
        if !rest.isEmpty { events.append((.ticketUpdated, rest)) }
        return events
    }

    private var statusEventType: EventType? {
        if let state = changes["state"] { return state.to == "closed" ? .ticketClosed : .ticketReopened }
        return changes["status"] != nil || changes["status_raw"] != nil ? .ticketMoved : nil
    }

    private static func take(_ names: Set<String>, from rest: inout [String: FieldChange]) -> [String: FieldChange] {
        let taken = rest.filter { names.contains($0.key) }
        for name in names { rest[name] = nil }
        return taken
    }
}
