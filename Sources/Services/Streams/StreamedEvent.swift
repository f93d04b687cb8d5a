import HTTPKit
public import Models
import Primitives
import Repositories

/// An event as streams send it: made once, whoever reads it.
public final class StreamedEvent: Sendable {
    /// Where it stands in the feed.
    public let place: EventPlace
    let type: EventType
    let channel: String?
    let ticket: Ticket.ID?
    private let confidential: Bool
    /// As a server-sent event.
    public let eventBytes: [UInt8]
    /// As a message of a WebSocket.
    public let webSocketBytes: [UInt8]

    init(_ event: FeedEvent, json: [UInt8]) {
        place = event.place
        type = event.event.type
        channel = event.channel
        ticket = event.event.ticketID
        confidential = event.event.confidential
        eventBytes =
            ServerSentEvent(id: event.place.event.text, event: event.event.type.rawValue, data: String(decoding: json, as: UTF8.self)).bytes
        webSocketBytes = WebSocketFrame.text(json)
    }

    /// Whether an audience may know of it.
    func isVisible(to audience: TicketAudience) -> Bool {
        if confidential, !audience.includesConfidential { return false }
        guard let channels = audience.channels else { return true }
        return channel.map(channels.contains) ?? false
    }
}
