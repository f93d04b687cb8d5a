import Connections
import Documents
package import EventFeed
package import JobQueue
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
package import Tickets
import TrackerKit

/// An event or text that a rule sends to a subscription.
package struct RuleCallout: Sendable {
    /// The type of an action's own text.
    package static let ownType = "rule.webhook"

    /// The type in the payload.
    package var type: String
    /// When it happened.
    package var occurredAt = Timestamp(microseconds: 0)
    /// The data of the payload.
    package var data: JSON
    /// The slug of the channel that it is about; nil for none.
    package var channel: String?
    /// Whether it contains confidential data.
    package var isConfidential = false
    /// The forms of the event document, if the event itself is sent. The subscription gets the form for its rights.
    package var forms: EventForms?
    /// The run, if its own text is sent. It is not sent to a subscription that may not see everything the run refers
    /// to.
    package var run: RuleRun.ID?
    /// The event that triggered the rule.
    package var event: Event.ID
    /// The deduplication key: repeats have the same key.
    package var key: String

    init(type: String, data: JSON, event: Event.ID, key: String) {
        self.type = type
        self.data = data
        self.event = event
        self.key = key
    }
}

/// Sends to external services through subscriptions.
package protocol RuleCallouts: Sendable {
    /// Whether the subscription exists and the caller can see it.
    func exists(_ slug: String, context: CallContext) async throws -> Bool
    /// Enqueues an outgoing delivery, in the transaction that records the action's completion.
    /// - Returns: A description of the delivery for the action's result.
    /// - Throws: A failure if nothing can be sent to the subscription.
    func send(_ callout: RuleCallout, to slug: String, in transaction: Transaction) async throws -> JSON
}

/// The dependencies of rules.
package struct RuleEnvironment: Sendable {
    package var tickets: TicketEnvironment
    package var queue: JobQueue
    /// Renders events and tickets as rules see them.
    package var documents: EventDocument
    /// Sends to subscriptions; nil if there are none.
    package var callouts: (any RuleCallouts)?
    package var observer: any RuleObserver = NoRuleObserver()

    package init(tickets: TicketEnvironment, queue: JobQueue, documents: EventDocument) {
        self.tickets = tickets
        self.queue = queue
        self.documents = documents
    }

    var database: PostgresClient { tickets.database }
    /// How conditions compare label names.
    var labels: LabelRules { tickets.provider.labelRules }

    /// The forms of a run's document for different audiences, by the present links and parents of its ticket. They do
    /// not decide whether an audience may see the event itself.
    func forms(of run: RuleRun) async throws -> EventForms {
        let document = run.document
        let parents = run.channelID.map { document.parents.isEmpty ? [:] : [$0: document.parents] } ?? [:]
        let relations = try await TicketRelationRepository(database).relations(
            ofLinkedTickets: document.hasLinks ? [run.ticketID].compactMap(\.self) : [], parents: parents,
            commented: document.commentCount > 0 ? [run.ticketID].compactMap(\.self) : [])
        return EventForms(
            document, channel: document["channel"]?["slug"]?.stringValue, ticket: run.ticketID,
            channelID: run.channelID,
            relations: relations, isConfidential: false)
    }
    func now() -> Timestamp { tickets.clock.now() }

    /// How the channel's tracker represents texts.
    func textRules(ofChannel slug: String?) async throws -> TextRules {
        guard let slug, let channel = try await ChannelRepository(database.reader).find(slug: slug) else {
            return .standard
        }
        return try await tickets.provider.textRules(for: channel)
    }

    /// A ticket as templates see it; nil if it was deleted or the audience cannot see it.
    func ticketDocument(_ id: MirroredTicket.ID, for audience: TicketAudience) async throws -> JSON? {
        try await TicketRepository(database).record(id: id, for: audience).map { try documents.tickets.json(of: $0) }
    }
}
