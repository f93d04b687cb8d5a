import Automation
import Models
import Postgres
import Primitives
import Repositories
import TrackerKit

/// Summaries of tickets for the results of actions.
enum RuleTickets {
    /// The fields of a ticket that later actions can refer to.
    static func summary(of ticket: MirroredTicket?, in executor: any SQLExecutor) async throws -> JSON {
        guard let ticket, let channel = try await ChannelRepository(executor).find(id: ticket.channelID) else {
            return .null
        }
        return [
            "id": .string(ticket.id.text), "channel": .string(channel.slug), "key": .string(ticket.key),
            "url": .string(ticket.url),
            "title": .string(ticket.title), "status": .string(ticket.status.rawValue),
        ]
    }

    /// The summary of the ticket at this location.
    static func summary(of location: TicketLocation?, in executor: any SQLExecutor) async throws -> JSON {
        guard let location, let channel = try await ChannelRepository(executor).find(slug: location.channel) else {
            return .null
        }
        let everything = TicketAudience(channels: nil, includesConfidential: true)
        return try await summary(
            of: try await TicketRepository(executor).find(channel: channel.id, key: location.key, for: everything),
            in: executor)
    }
}
