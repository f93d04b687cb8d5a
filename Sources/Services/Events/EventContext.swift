public import Models
public import Postgres
import Primitives
public import Repositories
public import TrackerKit

/// An event and what it is about, as it is now: what rules, filters and outgoing webhooks look at.
public struct EventContext: Sendable {
    /// What happened.
    public var event: FeedEvent
    /// The ticket, if it is still there.
    public var ticket: TicketRecord?
    /// The comment, if it is still there.
    public var comment: Comment?
    /// The channel.
    public var channel: Channel?
    /// The slug of the connection.
    public var connection: String?
    /// The kind of tracker of the connection.
    public var tracker: TrackerKind?

    /// Makes a context of an event alone.
    public init(_ event: FeedEvent) { self.event = event }
}

/// Reads what events are about, for many with few statements.
public struct EventContextReader: Sendable {
    private let executor: any SQLExecutor

    /// Reads on `executor`.
    public init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The contexts of events, in their order. Whoever looks at them must be allowed to.
    public func contexts(of events: [FeedEvent]) async throws -> [EventContext] {
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        let ids = Array(Set(events.compactMap(\.event.ticketID)))
        var tickets: [Ticket.ID: TicketRecord] = [:]
        for ticket in try await TicketRepository(executor).records(ids, for: everything) { tickets[try ticket.id] = ticket }
        var comments: [Comment.ID: Comment] = [:]
        for comment in try await CommentRepository(executor).find(Array(Set(events.compactMap(\.event.commentID)))) {
            comments[comment.id] = comment
        }
        var channels: [Channel.ID: Channel] = [:]
        for id in Set(events.compactMap(\.event.channelID)) { channels[id] = try await ChannelRepository(executor).find(id: id) }
        var connections: [Connection.ID: Connection] = [:]
        for id in Set(events.compactMap(\.event.connectionID)) { connections[id] = try await ConnectionRepository(executor).find(id: id) }
        return events.map { event in
            var context = EventContext(event)
            context.ticket = event.event.ticketID.flatMap { tickets[$0] }
            context.comment = event.event.commentID.flatMap { comments[$0] }
            context.channel = event.event.channelID.flatMap { channels[$0] }
            let connection = event.event.connectionID.flatMap { connections[$0] }
            context.connection = context.channel?.connectionSlug ?? connection?.slug
            context.tracker = context.channel?.tracker ?? connection?.tracker
            return context
        }
    }
}
