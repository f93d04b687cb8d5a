package import Models
package import Postgres
import Primitives

/// The properties of a related ticket that decide who can see it.
package struct RelatedTicket: Sendable, Hashable {
    /// Nil if it is not mirrored.
    package var id: MirroredTicket.ID?
    /// The slug of its channel, or of the one that had it when it left the mirror; empty if that channel was deleted.
    /// Nil if it was never mirrored.
    package var channel: String?
    /// Whether it is confidential, or was when it left the mirror.
    package var confidential: Bool

    /// Whether an audience can see it.
    package func isVisible(to audience: TicketAudience) -> Bool {
        if confidential, !audience.includesConfidential { return false }
        guard let channels = audience.channels, let channel else { return true }
        return channels.contains(channel)
    }
}

/// The related tickets of some tickets, by links and as parents, and their numbers of internal comments.
package struct TicketRelations: Sendable {
    /// The targets, by ticket and link.
    package var links: [MirroredTicket.ID: [TicketLink.ID: RelatedTicket]] = [:]
    /// The parents, by channel and key. Tickets that are not mirrored are missing.
    package var parents: [Channel.ID: [String: RelatedTicket]] = [:]
    /// The number of internal comments per ticket; tickets without any are missing.
    package var internalComments: [MirroredTicket.ID: Int] = [:]

    /// Without any relations.
    package init() {}
}

/// Reads the relations of tickets.
package struct TicketRelationRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The relations of some tickets and parent keys. Runs one statement for each of the three arguments that is not
    /// empty.
    /// - Parameter commented: Tickets with comments, to count the internal ones.
    package func relations(
        ofLinkedTickets tickets: [MirroredTicket.ID], parents: [Channel.ID: Set<String>], commented: [MirroredTicket.ID]
    ) async throws -> TicketRelations {
        var relations = TicketRelations()
        if !tickets.isEmpty { relations.links = try await links(of: tickets) }
        if !parents.isEmpty { relations.parents = try await self.parents(parents) }
        if !commented.isEmpty { relations.internalComments = try await internalComments(of: commented) }
        return relations
    }

    private func internalComments(of tickets: [MirroredTicket.ID]) async throws -> [MirroredTicket.ID: Int] {
        let rows = try await executor.run(
            """
            SELECT ticket_id, count(*)::integer FROM comment WHERE ticket_id = ANY(\(tickets)) AND internal AND NOT system GROUP BY ticket_id
            """)
        return Dictionary(try rows.map { (try $0.decode(0), try $0.decode(1)) }) { first, _ in first }
    }

    private func links(of tickets: [MirroredTicket.ID]) async throws -> [MirroredTicket.ID: [TicketLink.ID:
        RelatedTicket]]
    {
        let rows = try await executor.run(
            """
            SELECT side.id, side.near, other.id AS far, coalesce(other.confidential, side.target_confidential) AS confidential,
                coalesce(channel.slug, former.slug, CASE WHEN side.target_channel_id IS NOT NULL THEN '' END) AS slug
            FROM (
                SELECT id, source_id AS near, target_id AS far, target_confidential, target_channel_id FROM ticket_link
                WHERE source_id = ANY(\(tickets))
                UNION ALL
                SELECT id, target_id, source_id, false, NULL FROM ticket_link WHERE target_id = ANY(\(tickets))) side
            LEFT JOIN ticket other ON other.id = side.far LEFT JOIN channel ON channel.id = other.channel_id
            LEFT JOIN channel former ON former.id = side.target_channel_id
            """)
        var links: [MirroredTicket.ID: [TicketLink.ID: RelatedTicket]] = [:]
        for row in rows {
            links[try row.decode("near"), default: [:]][try row.decode("id")] = RelatedTicket(
                id: try row.decode("far"), channel: try row.decode("slug"), confidential: try row.decode("confidential")
            )
        }
        return links
    }

    private func parents(_ keys: [Channel.ID: Set<String>]) async throws -> [Channel.ID: [String: RelatedTicket]] {
        let pairs = keys.flatMap { channel, keys in keys.map { (channel, $0.storable) } }
        let rows = try await executor.run(
            """
            SELECT asked.channel_id, asked.key, ticket.id, channel.slug, ticket.confidential
            FROM unnest(\(pairs.map(\.0))::uuid[], \(pairs.map(\.1))::text[]) asked(channel_id, key)
            CROSS JOIN LATERAL (
                SELECT id, confidential FROM ticket WHERE channel_id = asked.channel_id AND ticket.key = asked.key LIMIT 1) ticket
            JOIN channel ON channel.id = asked.channel_id
            """)
        var parents: [Channel.ID: [String: RelatedTicket]] = [:]
        for row in rows {
            parents[try row.decode("channel_id"), default: [:]][try row.decode("key")] = RelatedTicket(
                id: try row.decode("id"), channel: try row.decode("slug"), confidential: try row.decode("confidential"))
        }
        return parents
    }
}
