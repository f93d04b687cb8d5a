package import Primitives

/// One execution of a rule for one event, with its result. Row of the table `rule_run`.
package struct RuleRun: Sendable, Hashable {
    package typealias ID = Identifier<RuleRun>

    /// A later run has a higher identifier.
    package var id: ID
    package var ruleID: Rule.ID
    /// The pair that it keeps in sync; nil for a run of the rule's own actions.
    package var pairID: TicketPair.ID?
    package var eventID: Event.ID
    package var eventType: EventType
    /// The event's channel.
    package var channelID: Channel.ID?
    /// The event's ticket.
    package var ticketID: MirroredTicket.ID?
    /// Whether the event was visible only with `tickets:confidential` when the rule matched.
    package var confidential: Bool
    /// The replay request; nil for a run started by the event itself.
    package var replayID: Identifier<RuleReplay>?
    package var state: RuleRunState
    /// Why it was skipped or failed.
    package var reason: String?
    /// The condition with the value of each of its parts; nil if there is no condition.
    package var trace: JSON?
    /// The event document that the Mustache texts of its actions see.
    package var document: JSON
    /// The tickets in the document other than the event's own; nil if an earlier version wrote it.
    package var mentions: [MirroredTicket.ID]?
    /// When the rule matched.
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?

    /// A pending run. Set the other fields afterwards.
    package init(id: ID, ruleID: Rule.ID, eventID: Event.ID, eventType: EventType, document: JSON, at now: Timestamp) {
        self.id = id
        self.ruleID = ruleID
        self.eventID = eventID
        self.eventType = eventType
        confidential = false
        state = .pending
        self.document = document
        createdAt = now
    }
}

/// The tag type for the identifiers of requests to run a rule on stored events.
package enum RuleReplay {}

/// The state of a run, or of one of its actions.
package enum RuleRunState: String, Sendable, Hashable, CaseIterable {
    /// Waiting or running.
    case pending
    case succeeded
    /// It was rejected, or did not succeed before it expired.
    case failed
    /// It did not have to be performed.
    case skipped
}

/// An action of a run. Row of the table `rule_run_action`.
package struct RuleRunAction: Sendable, Hashable {
    package typealias ID = Identifier<RuleRunAction>

    package var id: ID
    package var runID: RuleRun.ID
    /// The position in the run, from 0.
    package var position: Int
    /// The action as defined in the rule when it matched.
    package var action: JSON
    package var state: RuleRunState
    /// The rendered call; nil before the first attempt.
    package var rendered: JSON?
    /// The number of attempts that failed.
    package var attempts: Int
    package var result: JSON?
    /// The problem document of the last failed attempt.
    package var problem: JSON?
    /// The job that performs it; nil until it is enqueued.
    package var jobID: Job.ID?
    /// The ticket that it wrote.
    package var ticketID: MirroredTicket.ID?
    /// The comment that it created.
    package var commentID: Comment.ID?
    /// When its first attempt started.
    package var startedAt: Timestamp?
    /// When it is due, for an action that waits.
    package var dueAt: Timestamp?
    package var finishedAt: Timestamp?

    /// A pending action.
    package init(id: ID, runID: RuleRun.ID, position: Int, action: JSON) {
        self.id = id
        self.runID = runID
        self.position = position
        self.action = action
        state = .pending
        attempts = 0
    }
}
