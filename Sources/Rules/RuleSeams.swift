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

/// How rules see what the API shows: it is written in a higher layer.
package struct RuleDocuments: Sendable {
    /// The documents of events: `event`, `ticket`, `comment`, `changes`, `actor`, `channel`, `connection`, each in the
    /// form for whoever gets it; those that are gone are missing.
    package var events: @Sendable ([Event.ID], any SQLExecutor) async throws -> [Event.ID: EventForms]
    /// A ticket as the API shows it.
    package var ticket: @Sendable (TicketRecord) -> JSON

    /// Takes what shows them.
    package init(
        events: @escaping @Sendable ([Event.ID], any SQLExecutor) async throws -> [Event.ID: EventForms],
        ticket: @escaping @Sendable (TicketRecord) -> JSON
    ) {
        self.events = events
        self.ticket = ticket
    }
}

/// How the bodies that rules make are read: as those of the API's own calls.
package struct RuleBodies: Sendable {
    /// The body of a ticket to be made.
    package var creation: @Sendable (JSON) throws -> TicketCreation
    /// The body of a change.
    package var patch: @Sendable (JSON) throws -> TicketPatch
    /// The body of a comment.
    package var comment: @Sendable (JSON) throws -> CommentDraft

    /// Takes what reads them.
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

/// Something that a rule sends to an address elsewhere.
package struct RuleCallout: Sendable {
    /// The type of what a rule says by itself.
    package static let ownType = "rule.webhook"

    /// The word of what happened.
    package var type: String
    /// When it happened.
    package var occurredAt = Timestamp(microseconds: 0)
    /// What there is to tell.
    package var data: JSON
    /// The slug of the channel that it is about; nil for none.
    package var channel: String?
    /// Whether it tells of what is confidential.
    package var isConfidential = false
    /// The document of the event, where it is that which is sent: the subscription gets the form for its rights.
    package var forms: EventForms?
    /// The run whose text it is, where it is one: it is sent to no subscription that may not know of all that the run
    /// tells of.
    package var run: RuleRun.ID?
    /// The event that led to it.
    package var event: Event.ID
    /// What makes a repeat the same.
    package var key: String

    init(type: String, data: JSON, event: Event.ID, key: String) {
        self.type = type
        self.data = data
        self.event = event
        self.key = key
    }
}

/// Sends to addresses elsewhere, through subscriptions.
package protocol RuleCallouts: Sendable {
    /// Whether there is such a subscription that the caller may know of.
    func exists(_ slug: String, context: CallContext) async throws -> Bool
    /// Puts something in line to be sent, in the transaction that keeps that it was.
    /// - Returns: What was put in line, for people.
    /// - Throws: A problem when nothing can be sent to that subscription.
    func send(_ callout: RuleCallout, to slug: String, in transaction: Transaction) async throws -> JSON
}

/// Everything that rules work with.
package struct RuleEnvironment: Sendable {
    /// Tickets, trackers, the log.
    package var tickets: TicketEnvironment
    /// Takes jobs.
    package var queue: JobQueue
    /// What the API shows.
    package var documents: RuleDocuments
    /// What the API takes.
    package var bodies: RuleBodies
    /// Whether there is a template of tickets that the caller may know of.
    package var templateExists: @Sendable (String, CallContext) async throws -> Bool = { _, _ in false }
    /// Subscriptions; nil where there are none.
    package var callouts: (any RuleCallouts)?
    /// Is told.
    package var observer: any RuleObserver = NoRuleObserver()

    /// Puts it together.
    package init(tickets: TicketEnvironment, queue: JobQueue, documents: RuleDocuments, bodies: RuleBodies) {
        self.tickets = tickets
        self.queue = queue
        self.documents = documents
        self.bodies = bodies
    }

    var database: PostgresClient { tickets.database }
    /// How conditions compare names of labels.
    var labels: LabelRules { tickets.provider.labelRules }

    /// The document of a run in the forms for those whom it is sent to, by what is known of its links and parents now.
    /// Whether they may know of its event is another matter.
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

    /// What the tracker of a channel does with texts.
    func textRules(ofChannel slug: String?) async throws -> TextRules {
        guard let slug, let channel = try await ChannelRepository(database.reader).find(slug: slug) else {
            return .standard
        }
        return try await tickets.provider.textRules(for: channel)
    }

    /// A ticket as templates see it; nil when it is gone, or the rule may not know of it.
    func ticketDocument(_ id: Ticket.ID, for audience: TicketAudience) async throws -> JSON? {
        try await TicketRepository(database).record(id: id, for: audience).map(documents.ticket)
    }
}
