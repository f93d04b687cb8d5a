import Connections
package import EventFeed
package import JobQueue
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
package import Tickets
package import TrackerKit

/// Renders events and tickets as the API shows them. The implementation is in a higher layer.
package struct RuleDocuments: Sendable {
    /// The event documents: `event`, `ticket`, `comment`, `changes`, `actor`, `channel` and `connection`, each in the
    /// forms for different audiences. Deleted events are missing from the result.
    package var events: @Sendable ([Event.ID], any SQLExecutor) async throws -> [Event.ID: EventForms]
    /// A ticket as the API shows it.
    package var ticket: @Sendable (TicketRecord) -> JSON

    package init(
        events: @escaping @Sendable ([Event.ID], any SQLExecutor) async throws -> [Event.ID: EventForms],
        ticket: @escaping @Sendable (TicketRecord) -> JSON
    ) {
        self.events = events
        self.ticket = ticket
    }
}

/// Decodes the bodies that actions produce, in the same way as those of API calls.
package struct RuleBodies: Sendable {
    /// Decodes the body of a ticket to be created.
    package var creation: @Sendable (JSON) throws -> TicketCreation
    /// Decodes the body of a ticket's change.
    package var patch: @Sendable (JSON) throws -> TicketPatch
    /// Decodes the body of a comment.
    package var comment: @Sendable (JSON) throws -> CommentDraft

    package init(
        creation: @escaping @Sendable (JSON) throws -> TicketCreation,
        patch: @escaping @Sendable (JSON) throws -> TicketPatch,
        comment: @escaping @Sendable (JSON) throws -> CommentDraft
    ) {
        self.creation = creation
        self.patch = patch
        self.comment = comment
    }
}

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
    /// The tickets that earlier actions of the run wrote, as far as its own text can contain them. It is not sent to a
    /// subscription that may not see all of them.
    package var mentions: [Ticket.ID] = []
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
    /// Renders events and tickets.
    package var documents: RuleDocuments
    /// Decodes bodies.
    package var bodies: RuleBodies
    /// Whether the template exists and the caller can see it.
    package var templateExists: @Sendable (String, CallContext) async throws -> Bool = { _, _ in false }
    /// Sends to subscriptions; nil if there are none.
    package var callouts: (any RuleCallouts)?
    package var observer: any RuleObserver = NoRuleObserver()

    package init(tickets: TicketEnvironment, queue: JobQueue, documents: RuleDocuments, bodies: RuleBodies) {
        self.tickets = tickets
        self.queue = queue
        self.documents = documents
        self.bodies = bodies
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
    func ticketDocument(_ id: Ticket.ID, for audience: TicketAudience) async throws -> JSON? {
        try await TicketRepository(database).record(id: id, for: audience).map(documents.ticket)
    }
}
