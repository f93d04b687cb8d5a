import EventFeed
import Models
import Postgres
import Primitives
import Repositories

extension RuleEnvironment {
    /// The counterpart of a ticket in this rule's pair, otherwise in another rule's; nil if there is none that the
    /// audience can see. Its comment count is that of readers without `tickets:confidential`: the rule's texts go to
    /// readers who may see less than the rule's author.
    func linkedTicket(of ticket: MirroredTicket.ID, by rule: Rule.ID, for audience: TicketAudience) async throws
        -> JSON?
    {
        let pairs = try await TicketPairRepository(database).find(tickets: [ticket])
        let pair = pairs.first { $0.ruleID == rule && $0.targetID != nil } ?? pairs.first { $0.targetID != nil }
        guard let pair, let other = pair.sourceID == ticket ? pair.targetID : pair.sourceID else { return nil }
        let document = try await ticketDocument(other, for: audience)
        return try await document.asyncMap { try await withPublicCount($0, of: other, for: audience) }
    }

    /// A ticket document for an audience, whose comment count omits internal comments.
    func withPublicCount(_ ticket: JSON, of id: MirroredTicket.ID, for audience: TicketAudience) async throws -> JSON {
        // Without tickets:confidential, the document counts only public comments anyway.
        guard audience.includesConfidential, var members = ticket.objectValue,
            let count = members[Self.commentCount]?.integerValue, count > 0
        else { return ticket }
        let relations = try await TicketRelationRepository(database).relations(
            ofLinkedTickets: [], parents: [:], commented: [id])
        members[Self.commentCount] = .integer(max(0, count - Int64(relations.internalComments[id] ?? 0)))
        return .object(members)
    }

    /// An event document in the form that the texts of a rule receive; see ``withPublicCount(_:of:for:)``.
    /// - Parameter texts: The rule or action that the texts belong to.
    func document(
        _ document: JSON, of id: MirroredTicket.ID?, forTextsIn texts: JSON, readBy audience: TicketAudience
    ) async throws -> JSON {
        guard let id, texts.text.contains(Self.commentCount), var members = document.objectValue,
            let ticket = members["ticket"], ticket.objectValue != nil
        else { return document }
        members["ticket"] = try await withPublicCount(ticket, of: id, for: audience)
        return .object(members)
    }

    private static let commentCount = "comment_count"

    /// The forms of the document of an event's counterpart, by its present links and parent.
    func forms(ofLinked ticket: JSON, _ id: MirroredTicket.ID) async throws -> EventForms {
        let document: JSON = ["ticket": ticket]
        var channel: Channel?
        if !document.parents.isEmpty, let slug = ticket["channel"]?.stringValue {
            channel = try await ChannelRepository(database.reader).find(slug: slug)
        }
        let relations = try await TicketRelationRepository(database).relations(
            ofLinkedTickets: document.hasLinks ? [id] : [], parents: channel.map { [$0.id: document.parents] } ?? [:],
            commented: [])
        return EventForms(
            document, channel: channel?.slug, ticket: id, channelID: channel?.id, relations: relations,
            isConfidential: false)
    }
}
