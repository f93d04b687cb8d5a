package import Models
import Postgres
import Repositories
package import ServiceKit

/// Deleted tickets, oldest deletion first.
package struct DeletedTickets: Sendable, Hashable {
    package var tickets: [DeletedTicket]
    /// Whether there are more, deleted at the time of the last one or later.
    package var isTruncated: Bool

    package init(tickets: [DeletedTicket], isTruncated: Bool) {
        self.tickets = tickets
        self.isTruncated = isTruncated
    }
}

extension TicketService {
    /// The maximum number of deleted tickets in a response.
    package static let maximumDeleted = 1000

    /// Returns tickets that were deleted from the filter's channels since its `updated.from` and that the audience
    /// could have seen. They are not paginated, so the first page contains all of them.
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

    /// Returns the deleted tickets of one channel.
    package func deleted(
        inChannel slug: String, _ filter: TicketFilter, isFirstPage: Bool, context: CallContext
    ) async throws -> DeletedTickets {
        var filter = filter
        filter.channels = [slug]
        return try await deleted(filter, isFirstPage: isFirstPage, context: context)
    }
}
