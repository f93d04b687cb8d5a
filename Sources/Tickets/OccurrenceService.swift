package import Models
package import ServiceKit
package import TrackerKit

/// Use cases of occurrences. They are not mirrored: there may be millions, and they contain personal data.
package struct OccurrenceService: Sendable {
    private let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns a page of an error ticket's occurrences, newest first, read from the tracker.
    /// - Parameter limit: The requested page size. The tracker may return fewer or more.
    package func list(
        channel slug: String, key: String, page: PageToken?, limit: Int, context: CallContext
    ) async throws -> (Channel, MirroredTicket, Page<RemoteOccurrence>) {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        let page = try await environment.calling(channel, context: context.inOwnName) { tracker in
            try tracker.require(.readOccurrences)
            return try await tracker.occurrences(of: key, in: channel.project, page: page, pageSize: limit)
        }
        return (channel, ticket, page)
    }
}
