package import Models

/// Which events a stream sends.
package struct EventStreamFilter: Sendable {
    /// Only these types; empty for all.
    package var types: Set<EventType> = []
    /// Only events of these channels; nil for all that the caller may see.
    package var channels: Set<String>?
    /// Only events of this ticket.
    package var ticket: MirroredTicket.ID?

    /// Creates a filter that accepts every event.
    package init() {}

    func lets(_ event: StreamedEvent) -> Bool {
        if let ticket, event.ticket != ticket { return false }
        if let channels, event.channel.map(channels.contains) != true { return false }
        return types.isEmpty || types.contains(event.type)
    }
}
