import HTTPKit
package import Models
import Primitives
import Repositories
import Synchronization

/// An event as streams send it, created once and shared by all readers that are shown the same form.
package final class StreamedEvent: Sendable {
    /// The position in the event log.
    package let position: FeedPosition
    let type: EventType
    let channel: String?
    private let connectionUsers: [String]
    let ticket: MirroredTicket.ID?
    private let isHidden: Atomic<Bool>
    /// The ticket that readers without `tickets:confidential` may no longer see from this event on.
    let conceals: MirroredTicket.ID?
    /// The form for readers without `tickets:confidential`, if it differs.
    private let restricted: StreamedEvent?
    /// The event as a server-sent event.
    package let eventBytes: [UInt8]
    /// The event as a WebSocket message.
    package let webSocketBytes: [UInt8]

    convenience init(_ event: FeedEvent, render: (EventRecord) -> [UInt8]) {
        let restricted = event.restrictedRecord.map { StreamedEvent(event, json: render($0)) }
        self.init(event, json: render(event.record), restricted: restricted)
    }

    init(_ event: FeedEvent, json: [UInt8], restricted: StreamedEvent? = nil) {
        self.restricted = restricted
        conceals = event.event.changes["confidential"]?.to == true ? event.event.ticketID : nil
        position = event.position
        type = event.event.type
        channel = event.channel
        connectionUsers = event.connectionUsers
        ticket = event.event.ticketID
        isHidden = Atomic(event.event.isHidden)
        eventBytes =
            ServerSentEvent(
                id: event.position.event.text, event: event.event.type.rawValue,
                data: String(decoding: json, as: UTF8.self)
            ).bytes
        webSocketBytes = WebSocketFrame.text(json)
    }

    /// The size in memory, in bytes.
    var bytes: Int { eventBytes.count + webSocketBytes.count + (restricted?.bytes ?? 0) }

    /// Whether an audience may see it.
    func isVisible(to audience: TicketAudience) -> Bool {
        audience.hasAccess(to: channel, users: connectionUsers, isConfidential: isHidden.load(ordering: .relaxed))
    }

    /// Marks the event as confidential, because its ticket became confidential after the event was read.
    func hide() { isHidden.store(true, ordering: .relaxed) }

    /// The form for an audience.
    func form(for audience: TicketAudience) -> StreamedEvent {
        audience.includesConfidential ? self : restricted ?? self
    }
}
