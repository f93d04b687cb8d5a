import Connections
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Reading content of tickets that the mirror does not hold, such as comments and attachments.
///
/// A ticket may have become confidential since the mirror last read it, and its content may have been written after
/// that. So the ticket is read again, after the content: if it is public then, so is the content.
extension TicketEnvironment {
    /// Content read from a tracker, with the ticket as it was after that.
    struct LiveContent<Content: Sendable>: Sendable {
        var content: Content
        /// Nil if the tracker has no confidential tickets, so the ticket was not read again.
        fileprivate var remote: Ticket?
    }

    /// Reads content of a ticket from its tracker, and then the ticket. Errors name the tracker. Pass the result to
    /// ``requireVisible(_:after:in:_:)`` before storing or returning the content.
    /// - Parameter body: Reads the content; nil if there is nothing to read.
    func readingLive<Content: Sendable>(
        of ticket: MirroredTicket, in channel: Channel, _ context: CallContext,
        _ body: (any IssueTracker) async throws -> Content?
    ) async throws -> LiveContent<Content>? {
        try await calling(channel, context: context.inOwnName) { tracker in
            guard let content = try await body(tracker) else { return nil }
            guard tracker.capabilities.contains(.confidential), provider.isRemote(channel.tracker) else {
                return LiveContent(content: content)
            }
            let remote = try await tracker.ticket(ticket.key, in: channel.project)
            try await tracker.requireOwn(remote, insteadOf: ticket, in: channel)
            return LiveContent(content: content, remote: remote)
        }
    }

    /// Stores the ticket that was read with the content, and returns it from the mirror.
    /// - Throws: `ServiceError.notFound` if the caller may not see it any more.
    func requireVisible<Content: Sendable>(
        _ ticket: MirroredTicket, after live: LiveContent<Content>, in channel: Channel, _ context: CallContext
    ) async throws -> MirroredTicket {
        guard let remote = live.remote else { return ticket }
        try await database.transaction { transaction in
            _ = try await mirror.store([remote], in: channel, origin: .poll, executor: transaction)
        }
        guard let present = try await TicketRepository(database).find(id: ticket.id, for: context.audience) else {
            throw ServiceError.notFound("ticket")
        }
        return present
    }

    /// Reads content of a ticket from its tracker for a caller.
    /// - Throws: `ServiceError.notFound` if the ticket turns out to be hidden from the caller.
    func live<Content: Sendable>(
        of ticket: MirroredTicket, in channel: Channel, _ context: CallContext,
        _ body: (any IssueTracker) async throws -> Content
    ) async throws -> Content {
        guard let live = try await readingLive(of: ticket, in: channel, context, body) else {
            throw ServiceError.notFound("ticket")
        }
        _ = try await requireVisible(ticket, after: live, in: channel, context)
        return live.content
    }
}
