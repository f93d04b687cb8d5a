public import Primitives

/// A write that its caller has left with the gateway, to follow it. A row of the table `operation`, with what its job says.
public struct Operation: Sendable, Hashable {
    /// Tells operations apart.
    public typealias ID = Identifier<Operation>

    /// Its identifier.
    public var id: ID
    /// What is to be done.
    public var kind: OperationKind
    /// Whether it is over, and how.
    public var state: OperationState
    /// Who asked, as in `Principal.key`.
    public var principal: String
    /// What that call was allowed to do.
    public var scopes: Set<Scope>
    /// The user to write as; nil for the connection's own account.
    public var actor: String?
    /// The id of the call.
    public var requestID: String
    /// The call's `Idempotency-Key`.
    public var idempotencyKey: String?
    /// Where it is done.
    public var channelID: Channel.ID
    /// The slug of that channel.
    public var channel: String
    /// The ticket: the one that is written, or the one that was made.
    public var ticketID: Ticket.ID?
    /// Its key.
    public var ticketKey: String?
    /// The comment: the one that is written, or the one that was made.
    public var commentID: Comment.ID?
    /// The body as it was sent, and `If-Match`; nil once the operation is over.
    public var request: JSON?
    /// The job that does it.
    public var jobID: Job.ID
    /// How many attempts have come to an end.
    public var attempts: Int
    /// The problem document of the last attempt that failed.
    public var problem: JSON?
    /// When it was accepted.
    public var createdAt: Timestamp
    /// When the tracker was called for the first time.
    public var startedAt: Timestamp?
    /// Until when it is tried.
    public var expiresAt: Timestamp
    /// When it was over.
    public var finishedAt: Timestamp?
    /// Its job, as far as the queue still has it; nil when that is over, or was discarded.
    public var job: QueuedJob?

    /// What the queue says of an operation's job.
    public struct QueuedJob: Sendable, Hashable {
        /// How far it is.
        public var state: JobState
        /// How often it was begun.
        public var attempts: Int
        /// When it is due.
        public var runAt: Timestamp

        /// Takes what the queue says.
        public init(state: JobState, attempts: Int, runAt: Timestamp) {
            self.state = state
            self.attempts = attempts
            self.runAt = runAt
        }
    }

    /// Makes an operation that was just accepted.
    public init(
        id: ID, kind: OperationKind, principal: Principal, actor: String?, requestID: String, channel: Channel, job: Job.ID,
        at now: Timestamp, expiresAt: Timestamp
    ) {
        self.init(
            id: id, kind: kind, principal: principal.key, scopes: principal.scopes, requestID: requestID, channelID: channel.id,
            channel: channel.slug, jobID: job, createdAt: now, expiresAt: expiresAt)
        self.actor = actor
    }

    /// Makes an operation of what is stored of each; the rest is set after.
    public init(
        id: ID, kind: OperationKind, principal: String, scopes: Set<Scope>, requestID: String, channelID: Channel.ID, channel: String,
        jobID: Job.ID, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        state = .pending
        self.principal = principal
        self.scopes = scopes
        self.requestID = requestID
        self.channelID = channelID
        self.channel = channel
        self.jobID = jobID
        attempts = 0
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// How far it is, as callers are told. One that is not over and has no job in the queue any more is lost: its job was given up, because
    /// its worker died each time, or discarded.
    public var status: OperationStatus {
        switch (state, job?.state) {
        case (.succeeded, _): .succeeded
        case (.failed, _): .failed
        case (.pending, .queued): .queued
        case (.pending, .running): .running
        case (.pending, _): .failed
        }
    }

    /// How often it was begun.
    public var attemptsBegun: Int { state == .pending ? max(attempts, job?.attempts ?? 0) : attempts }
}
