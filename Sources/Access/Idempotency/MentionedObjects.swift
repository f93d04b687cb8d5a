import Models
import Postgres
import Primitives
import Repositories

/// The objects that a stored response mentions. A caller that may no longer see one of them does not get the response
/// again.
struct MentionedObjects: Equatable {
    /// Tickets themselves, link targets, and the tickets of comments, attachments and operations.
    private(set) var tickets: Set<MirroredTicket.ID> = []
    /// Parents of tickets.
    private(set) var ticketNames: Set<TicketName> = []
    private(set) var comments: Set<Comment.ID> = []
    /// Runs of rules. Their details concern their event and all tickets that they mention.
    private(set) var runs: Set<RuleRun.ID> = []
    /// Outgoing deliveries. Their payloads are text, whose tickets only the database knows.
    private(set) var deliveries: Set<OutgoingDelivery.ID> = []

    /// Nil if there is a mention that this version does not know: a later version may have stored it.
    init?(_ mentions: [Mention]) {
        for mention in mentions {
            guard add(mention) else { return nil }
        }
    }

    private mutating func add(_ mention: Mention) -> Bool {
        switch (mention.objectType, mention.name.count) {
        case (.ticket, 1): Self.insert(mention, into: &tickets)
        case (.ticket, 2): insertName(mention)
        case (.comment, 1): Self.insert(mention, into: &comments)
        case (.run, 1): Self.insert(mention, into: &runs)
        case (.delivery, 1): Self.insert(mention, into: &deliveries)
        default: false
        }
    }

    private mutating func insertName(_ mention: Mention) -> Bool {
        ticketNames.insert(TicketName(channel: mention.name[0], key: mention.name[1]))
        return true
    }

    private static func insert<Tag>(_ mention: Mention, into ids: inout Set<Identifier<Tag>>) -> Bool {
        guard let id = Identifier<Tag>(mention.name[0]) else { return false }
        ids.insert(id)
        return true
    }

    /// The type of the first object that is hidden from the audience now; nil if it may see all of them.
    func firstHidden(from audience: TicketAudience, in executor: any SQLExecutor) async throws -> Mention.ObjectType? {
        let hidden = HiddenTickets(executor)
        guard try await hidden.among(Array(tickets), from: audience).isEmpty,
            try await !hidden.hidesOne(of: Array(ticketNames), from: audience)
        else { return .ticket }
        if try await hidden.hidesOne(of: Array(comments), from: audience) { return .comment }
        for id in runs where try await !RuleRunRepository(executor).isVisible(id, to: audience) { return .run }
        for id in deliveries where try await !OutgoingDeliveryRepository(executor).isVisible(id, to: audience) {
            return .delivery
        }
        return nil
    }
}
