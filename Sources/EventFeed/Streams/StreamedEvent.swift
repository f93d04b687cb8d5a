import HTTPKit
package import Models
import Primitives
import Repositories
import Synchronization

/// An event as streams send it: made once for all who are shown the same of it.
package final class StreamedEvent: Sendable {
    /// Where it stands in the feed.
    package let place: EventPlace
    let type: EventType
    let channel: String?
    private let connectionUsers: [String]
    let ticket: Ticket.ID?
    private let isHidden: Atomic<Bool>
    /// The ticket that readers without `tickets:confidential` may no longer know of from this event on.
    let conceals: Ticket.ID?
    /// What readers without `tickets:confidential` are sent, where that differs.
    private let restricted: StreamedEvent?
    /// As a server-sent event.
    package let eventBytes: [UInt8]
    /// As a message of a WebSocket.
    package let webSocketBytes: [UInt8]

    convenience init(_ event: FeedEvent, render: (EventRecord) -> [UInt8]) {
        let restricted = event.restrictedRecord.map { StreamedEvent(event, json: render($0)) }
        self.init(event, json: render(event.record), restricted: restricted)
    }

    init(_ event: FeedEvent, json: [UInt8], restricted: StreamedEvent? = nil) {
        self.restricted = restricted
        conceals = event.event.changes["confidential"]?.to == true ? event.event.ticketID : nil
        place = event.place
        type = event.event.type
        channel = event.channel
        connectionUsers = event.connectionUsers
        ticket = event.event.ticketID
        isHidden = Atomic(event.event.isHidden)
        eventBytes =
            ServerSentEvent(
                id: event.place.event.text, event: event.event.type.rawValue,
                data: String(decoding: json, as: UTF8.self)
            ).bytes
        webSocketBytes = WebSocketFrame.text(json)
    }

    /// How many bytes it holds.
    var bytes: Int { eventBytes.count + webSocketBytes.count + (restricted?.bytes ?? 0) }

    /// Whether an audience may know of it.
    func isVisible(to audience: TicketAudience) -> Bool {
        audience.mayKnow(of: channel, users: connectionUsers, isConfidential: isHidden.load(ordering: .relaxed))
    }

    /// Its ticket has become confidential since it was read.
    func hide() { isHidden.store(true, ordering: .relaxed) }

    /// What an audience is sent of it.
    func form(for audience: TicketAudience) -> StreamedEvent {
        audience.includesConfidential ? self : restricted ?? self
    }
}
