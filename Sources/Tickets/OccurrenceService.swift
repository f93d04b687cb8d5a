package import Models
package import ServiceKit
package import TrackerKit

/// The use cases of occurrences, which the mirror does not keep: there may be millions of them, and they tell of
/// people.
package struct OccurrenceService: Sendable {
    private let environment: TicketEnvironment

    /// Makes the service.
    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// A page of an error ticket's occurrences, newest first, read from the tracker.
    /// - Parameter limit: How many are wanted; the tracker may give fewer, or more.
    package func list(
        channel slug: String, key: String, page: PageToken?, limit: Int, context: CallContext
    ) async throws -> (Channel, Ticket, Page<RemoteOccurrence>) {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        let page = try await environment.calling(channel, context.inOwnName) { tracker in
            try tracker.require(.readOccurrences)
            return try await tracker.occurrences(of: key, in: channel.project, page: page, pageSize: limit)
        }
        return (channel, ticket, page)
    }
}
