package import Models
package import Postgres
import Primitives
package import Repositories
package import TrackerKit

/// An event and what it is about, as it is now and in full: what rules, filters and outgoing webhooks look at, each as
/// far as it may (``EventForms``).
package struct EventContext: Sendable {
    /// What happened.
    package var event: FeedEvent
    /// The ticket, if it is still there.
    package var ticket: TicketRecord?
    /// The comment, if it is still there.
    package var comment: Comment?
    /// The channel.
    package var channel: Channel?
    /// The slug of the connection.
    package var connection: String?
    /// The kind of tracker of the connection.
    package var tracker: TrackerKind?
    /// The other tickets that the event and its ticket tell of.
    package var relations = TicketRelations()

    /// Makes a context of an event alone.
    package init(_ event: FeedEvent) { self.event = event }
}

/// Reads what events are about, for many with few statements.
package struct EventContextReader: Sendable {
    private let executor: any SQLExecutor

    /// Reads on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The contexts of events, in their order and in full: ``EventForms`` removes what a reader may not see.
    package func contexts(of events: [FeedEvent]) async throws -> [EventContext] {
        let ids = Array(Set(events.compactMap(\.event.ticketID)))
        var tickets: [Ticket.ID: TicketRecord] = [:]
        for ticket in try await TicketRepository(executor).records(ids, for: .everything) {
            tickets[try ticket.id] = ticket
        }
        var comments: [Comment.ID: Comment] = [:]
        for comment in try await CommentRepository(executor).find(Array(Set(events.compactMap(\.event.commentID)))) {
            comments[comment.id] = comment
        }
        var channels: [Channel.ID: Channel] = [:]
        for id in Set(events.compactMap(\.event.channelID)) {
            channels[id] = try await ChannelRepository(executor).find(id: id)
        }
        var connections: [Connection.ID: Connection] = [:]
        for id in Set(events.compactMap(\.event.connectionID)) {
            connections[id] = try await ConnectionRepository(executor).find(id: id)
        }
        let relations = try await relations(of: events, tickets)
        return events.map { event in
            var context = EventContext(event)
            context.ticket = event.event.ticketID.flatMap { tickets[$0] }
            context.comment = event.event.commentID.flatMap { comments[$0] }
            context.channel = event.event.channelID.flatMap { channels[$0] }
            let connection = event.event.connectionID.flatMap { connections[$0] }
            context.connection = context.channel?.connectionSlug ?? connection?.slug
            context.tracker = context.channel?.tracker ?? connection?.tracker
            context.relations = relations
            return context
        }
    }

    /// What the tickets of events tell of others, and which parents the events name.
    private func relations(of events: [FeedEvent], _ tickets: [Ticket.ID: TicketRecord]) async throws -> TicketRelations
    {
        var parents: [Channel.ID: Set<String>] = [:]
        for event in events {
            guard let channel = event.event.channelID else { continue }
            let told = event.event.changes["parent"].map { [$0.from, $0.to].compactMap(\.stringValue) } ?? []
            let keys = told + [event.event.ticketID.flatMap { tickets[$0]?.parent }].compactMap(\.self)
            if !keys.isEmpty { parents[channel, default: []].formUnion(keys) }
        }
        return try await TicketRelationRepository(executor).relations(
            ofLinkedTickets: tickets.filter(\.value.hasLinks).map(\.key), parents: parents,
            commented: tickets.filter(\.value.hasComments).map(\.key))
    }
}
