package import Primitives

/// An event that a rule matched, and what was done. Row of the table `rule_run`.
package struct RuleRun: Sendable, Hashable {
    /// Tells runs apart.
    package typealias ID = Identifier<RuleRun>

    /// Its identifier; a later run has a higher one.
    package var id: ID
    /// The rule.
    package var ruleID: Rule.ID
    /// The pair that it keeps in step; nil for a run of the rule's own actions.
    package var pairID: TicketPair.ID?
    /// The event.
    package var eventID: Event.ID
    /// What happened.
    package var eventType: EventType
    /// Where it happened.
    package var channelID: Channel.ID?
    /// The ticket it happened to.
    package var ticketID: Ticket.ID?
    /// Whether it tells of what only readers with `tickets:confidential` may know of, as of when the rule matched.
    package var confidential: Bool
    /// The request that asked for it; nil for one that the event itself led to.
    package var replayID: Identifier<RuleReplay>?
    /// Whether it is over, and how.
    package var state: RuleRunState
    /// Why it was skipped, or why it failed.
    package var reason: String?
    /// The condition with the value of each of its parts; nil where there is none.
    package var trace: JSON?
    /// What the texts of its actions are made of.
    package var document: JSON
    /// The tickets beside the event's own that the document tells of; nil where an earlier version wrote it.
    package var mentions: [Ticket.ID]?
    /// When the rule matched.
    package var createdAt: Timestamp
    /// When it was over.
    package var finishedAt: Timestamp?

    /// Makes a run that is still to be done; the rest is set after.
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

/// A request to run a rule on stored events; it has an identifier and nothing else.
package enum RuleReplay {}

/// Whether a run, or one of its actions, is over.
package enum RuleRunState: String, Sendable, Hashable, CaseIterable {
    /// It is still to be done, or under way.
    case pending
    /// It was done.
    case succeeded
    /// It was refused, or tried in vain until its time was up.
    case failed
    /// It was not to be done.
    case skipped
}

/// An action of a run. Row of the table `rule_run_action`.
package struct RuleRunAction: Sendable, Hashable {
    /// Tells actions of runs apart.
    package typealias ID = Identifier<RuleRunAction>

    /// Its identifier.
    package var id: ID
    /// The run.
    package var runID: RuleRun.ID
    /// Its place in the run, from 0.
    package var position: Int
    /// As the rule had it when it matched.
    package var action: JSON
    /// Whether it is over, and how.
    package var state: RuleRunState
    /// What is called; nil before the first attempt.
    package var rendered: JSON?
    /// How many attempts have come to an end without success.
    package var attempts: Int
    /// What it came to.
    package var result: JSON?
    /// The problem document of the last attempt that failed.
    package var problem: JSON?
    /// The job that does it, once there is one.
    package var jobID: Job.ID?
    /// The ticket that it wrote.
    package var ticketID: Ticket.ID?
    /// The comment that it made.
    package var commentID: Comment.ID?
    /// When its first attempt began.
    package var startedAt: Timestamp?
    /// When it is to be done, for one that waits.
    package var dueAt: Timestamp?
    /// When it was over.
    package var finishedAt: Timestamp?

    /// Makes an action that is still to be done.
    package init(id: ID, runID: RuleRun.ID, position: Int, action: JSON) {
        self.id = id
        self.runID = runID
        self.position = position
        self.action = action
        state = .pending
        attempts = 0
    }
}
