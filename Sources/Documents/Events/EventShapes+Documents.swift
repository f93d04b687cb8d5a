package import Automation
import Models
import Primitives
import TrackerKit

extension EventShapes {
    /// The structures of the documents of all event types, derived from the code that renders them: the tables of the
    /// members of events and tickets, and samples that the writers of comments, links and users turn into JSON.
    package static let documents = EventShapes { type in
        let parts = EventParts(type)
        let sample = DocumentSample.document
        var event = Dictionary(uniqueKeysWithValues: EventMember.all.map { ($0.key.description, ValueShape.scalar) })
        event["actor"] = ValueShape(sample: sample.actor)
        event["cause"] = ValueShape(sample: DocumentSample.cause)
        event["changes"] = parts.changes
        var shape = ValueShape(sample: sample.json).members ?? [:]
        shape["event"] = .object(event)
        shape["changes"] = parts.changes
        shape["ticket"] = parts.hasTicket ? DocumentSample.ticketShape : .scalar
        if !parts.hasComment { shape["comment"] = .scalar }
        if !parts.hasChannel { shape["channel"] = .scalar }
        return .object(shape)
    }
}

/// The parts that events of a type have.
private struct EventParts {
    var hasTicket = false
    var hasComment = false
    var hasChannel = false
    var changes = ValueShape.object([:])

    init(_ type: EventType) {
        switch type {
        case .ticketCreated, .ticketDeleted: (hasTicket, hasChannel) = (true, true)
        case .ticketUpdated, .ticketClosed, .ticketReopened, .ticketAssigned, .ticketLabeled, .ticketMoved:
            (hasTicket, hasChannel) = (true, true)
            changes = Self.changes(TicketFields.event.map { ($0.name, $0.value(DocumentSample.ticket).json) })
        case .commentCreated, .commentUpdated, .commentDeleted:
            (hasTicket, hasComment, hasChannel) = (true, true, true)
        case .connectionDegraded, .connectionRecovered: changes = Self.changes([("status", "ok")])
        // A run of a rule that exceeded its limit belongs to the channel of its event.
        case .ruleDisabled: (hasChannel, changes) = (true, Self.changes([("enabled", true), ("disabled_reason", "")]))
        case .subscriptionDisabled: changes = Self.changes([("enabled", true), ("disabled_reason", "")])
        }
    }

    private static func changes(_ values: [(name: String, value: JSON)]) -> ValueShape {
        .object(
            Dictionary(
                uniqueKeysWithValues: values.map { name, value in
                    (name, .object(["from": ValueShape(sample: value), "to": ValueShape(sample: value)]))
                }))
    }
}
