package import Models
import Postgres
import Repositories
package import ServiceKit

/// Tickets that were removed, oldest first.
package struct DeletedTickets: Sendable, Hashable {
    /// The tickets.
    package var tickets: [DeletedTicket]
    /// Whether there are more, removed at the last one's time or later.
    package var isTruncated: Bool

    /// Makes a list.
    package init(tickets: [DeletedTicket], isTruncated: Bool) {
        self.tickets = tickets
        self.isTruncated = isTruncated
    }
}

extension TicketService {
    /// How many removed tickets one answer shows.
    package static let maximumDeleted = 1000

    /// The tickets that were removed from the channels of a filter since its `updated.from`, of those that the audience
    /// might know of. They belong to no page in particular, so the first one has them all.
    package func deleted(_ filter: TicketFilter, isFirstPage: Bool, context: CallContext) async throws -> DeletedTickets
    {
        guard isFirstPage, filter.effectiveChannels?.isEmpty != true else {
            return DeletedTickets(tickets: [], isTruncated: false)
        }
        let found = try await environment.heavyReads.run(for: context.principal.key) {
            try await EventRepository($0).deletedTickets(filter, limit: Self.maximumDeleted + 1)
        }
        return DeletedTickets(
            tickets: Array(found.prefix(Self.maximumDeleted)), isTruncated: found.count > Self.maximumDeleted)
    }

    /// The same of one channel.
    package func deleted(
        inChannel slug: String, _ filter: TicketFilter, isFirstPage: Bool, context: CallContext
    ) async throws -> DeletedTickets {
        var filter = filter
        filter.channels = [slug]
        return try await deleted(filter, isFirstPage: isFirstPage, context: context)
    }
}
