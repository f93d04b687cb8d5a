public import Primitives

/// An event that a rule matched, and what was done. Row of the table `rule_run`.
public struct RuleRun: Sendable, Hashable {
    /// Tells runs apart.
    public typealias ID = Identifier<RuleRun>

    /// Its identifier; a later run has a higher one.
    public var id: ID
    /// The rule.
    public var ruleID: Rule.ID
    /// The pair that it keeps in step; nil for a run of the rule's own actions.
    public var pairID: TicketPair.ID?
    /// The event.
    public var eventID: Event.ID
    /// What happened.
    public var eventType: EventType
    /// Where it happened.
    public var channelID: Channel.ID?
    /// The ticket it happened to.
    public var ticketID: Ticket.ID?
    /// Whether it tells of what only readers with `tickets:confidential` may know of, as of when the rule matched.
    public var confidential: Bool
    /// The request that asked for it; nil for one that the event itself led to.
    public var replayID: Identifier<RuleReplay>?
    /// Whether it is over, and how.
    public var state: RuleRunState
    /// Why it was skipped, or why it failed.
    public var reason: String?
    /// The condition with the value of each of its parts; nil where there is none.
    public var trace: JSON?
    /// What the texts of its actions are made of.
    public var document: JSON
    /// The tickets beside the event's own that the document tells of; nil where an earlier version wrote it.
    public var mentions: [Ticket.ID]?
    /// When the rule matched.
    public var createdAt: Timestamp
    /// When it was over.
    public var finishedAt: Timestamp?

    /// Makes a run that is still to be done; the rest is set after.
    public init(id: ID, ruleID: Rule.ID, eventID: Event.ID, eventType: EventType, document: JSON, at now: Timestamp) {
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
public enum RuleReplay {}

/// Whether a run, or one of its actions, is over.
public enum RuleRunState: String, Sendable, Hashable, CaseIterable {
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
public struct RuleRunAction: Sendable, Hashable {
    /// Tells actions of runs apart.
    public typealias ID = Identifier<RuleRunAction>

    /// Its identifier.
    public var id: ID
    /// The run.
    public var runID: RuleRun.ID
    /// Its place in the run, from 0.
    public var position: Int
    /// As the rule had it when it matched.
    public var action: JSON
    /// Whether it is over, and how.
    public var state: RuleRunState
    /// What is called; nil before the first attempt.
    public var rendered: JSON?
    /// How many attempts have come to an end without success.
    public var attempts: Int
    /// What it came to.
    public var result: JSON?
    /// The problem document of the last attempt that failed.
    public var problem: JSON?
    /// The job that does it, once there is one.
    public var jobID: Job.ID?
    /// The ticket that it wrote.
    public var ticketID: Ticket.ID?
    /// The comment that it made.
    public var commentID: Comment.ID?
    /// When its first attempt began.
    public var startedAt: Timestamp?
    /// When it is to be done, for one that waits.
    public var dueAt: Timestamp?
    /// When it was over.
    public var finishedAt: Timestamp?

    /// Makes an action that is still to be done.
    public init(id: ID, runID: RuleRun.ID, position: Int, action: JSON) {
        self.id = id
        self.runID = runID
        self.position = position
        self.action = action
        state = .pending
        attempts = 0
    }
}
