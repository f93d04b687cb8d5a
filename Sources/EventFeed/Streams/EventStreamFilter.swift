package import Models

/// Which events a stream is to show, and to whom.
package struct EventStreamFilter: Sendable {
    /// Only these types; empty for all.
    package var types: Set<EventType> = []
    /// Only those of these channels; nil for all that the audience may know of.
    package var channels: Set<String>?
    /// Only those of this ticket.
    package var ticket: Ticket.ID?

    /// Makes a filter that lets everything through.
    package init() {}

    func lets(_ event: StreamedEvent) -> Bool {
        if let ticket, event.ticket != ticket { return false }
        if let channels, event.channel.map(channels.contains) != true { return false }
        return types.isEmpty || types.contains(event.type)
    }
}
