package import Models
package import Postgres
import Primitives
package import Repositories
package import TrackerKit

/// An event together with the current, complete state of the objects that it is about. Rules, filters and outgoing
/// webhooks use it, each restricted to what it may see (``EventForms``).
package struct EventContext: Sendable {
    package var event: FeedEvent
    /// The ticket, unless it was deleted.
    package var ticket: TicketRecord?
    /// The comment, unless it was deleted.
    package var comment: Comment?
    package var channel: Channel?
    /// The slug of the connection.
    package var connection: String?
    /// The connection's kind of tracker.
    package var tracker: TrackerKind?
    /// The other tickets that the event and its ticket refer to.
    package var relations = TicketRelations()

    /// Creates a context without any related objects.
    package init(_ event: FeedEvent) { self.event = event }
}

/// Reads the contexts of many events with few queries.
package struct EventContextReader: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The contexts of events, in the given order and complete; ``EventForms`` removes what a reader may not see.
    package func contexts(of events: [FeedEvent]) async throws -> [EventContext] {
        let ids = Array(Set(events.compactMap(\.event.ticketID)))
        var tickets: [MirroredTicket.ID: TicketRecord] = [:]
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

    /// The tickets that the events' tickets are linked to, the parents that tickets and events name, and the counts of
    /// internal comments.
    private func relations(of events: [FeedEvent], _ tickets: [MirroredTicket.ID: TicketRecord]) async throws
        -> TicketRelations
    {
        var parents: [Channel.ID: Set<String>] = [:]
        for event in events {
            guard let channel = event.event.channelID else { continue }
            let changed = event.event.changes["parent"].map { [$0.from, $0.to].compactMap(\.stringValue) } ?? []
            let keys = changed + [event.event.ticketID.flatMap { tickets[$0]?.parent }].compactMap(\.self)
            if !keys.isEmpty { parents[channel, default: []].formUnion(keys) }
        }
        return try await TicketRelationRepository(executor).relations(
            ofLinkedTickets: tickets.filter(\.value.hasLinks).map(\.key), parents: parents,
            commented: tickets.filter(\.value.hasComments).map(\.key))
    }
}
