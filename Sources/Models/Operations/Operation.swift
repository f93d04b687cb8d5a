package import Primitives

/// A write that its caller has left with the gateway, to follow it. A row of the table `operation`, with what its job
/// says.
package struct Operation: Sendable, Hashable {
    /// Tells operations apart.
    package typealias ID = Identifier<Operation>

    /// Its identifier.
    package var id: ID
    /// What is to be done.
    package var kind: OperationKind
    /// Whether it is over, and how.
    package var state: OperationState
    /// Who asked, as in `Principal.key`.
    package var principal: String
    /// What that call was allowed to do.
    package var scopes: Set<Scope>
    /// The user to write as; nil for the connection's own account.
    package var actor: String?
    /// The id of the call.
    package var requestID: String
    /// The call's `Idempotency-Key`.
    package var idempotencyKey: String?
    /// Where it is done.
    package var channelID: Channel.ID
    /// The slug of that channel.
    package var channel: String
    /// The ticket: the one that is written, or the one that was made.
    package var ticketID: Ticket.ID?
    /// Its key.
    package var ticketKey: String?
    /// The comment: the one that is written, or the one that was made.
    package var commentID: Comment.ID?
    /// The body as it was sent, and `If-Match`; nil once the operation is over.
    package var request: JSON?
    /// The job that does it.
    package var jobID: Job.ID
    /// How many attempts have come to an end.
    package var attempts: Int
    /// The problem document of the last attempt that failed.
    package var problem: JSON?
    /// When it was accepted.
    package var createdAt: Timestamp
    /// When the tracker was called for the first time.
    package var startedAt: Timestamp?
    /// Until when it is tried.
    package var expiresAt: Timestamp
    /// When it was over.
    package var finishedAt: Timestamp?
    /// Its job, as far as the queue still has it; nil when that is over, or was discarded.
    package var job: QueuedJob?

    /// What the queue says of an operation's job.
    package struct QueuedJob: Sendable, Hashable {
        /// How far it is.
        package var state: JobState
        /// How often it was begun.
        package var attempts: Int
        /// When it is due.
        package var runAt: Timestamp

        /// Takes what the queue says.
        package init(state: JobState, attempts: Int, runAt: Timestamp) {
            self.state = state
            self.attempts = attempts
            self.runAt = runAt
        }
    }

    /// Makes an operation that was just accepted.
    package init(
        id: ID, kind: OperationKind, principal: Principal, actor: String?, requestID: String, channel: Channel,
        job: Job.ID,
        at now: Timestamp, expiresAt: Timestamp
    ) {
        self.init(
            id: id, kind: kind, principal: principal.key, scopes: principal.scopes, requestID: requestID,
            channelID: channel.id,
            channel: channel.slug, jobID: job, createdAt: now, expiresAt: expiresAt)
        self.actor = actor
    }

    /// Makes an operation of what is stored of each; the rest is set after.
    package init(
        id: ID, kind: OperationKind, principal: String, scopes: Set<Scope>, requestID: String, channelID: Channel.ID,
        channel: String,
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

    /// How far it is, as callers are told. One that is not over and has no job in the queue any more is lost: its job
    /// was given up, because its worker died each time, or discarded.
    package var status: OperationStatus {
        switch (state, job?.state) {
        case (.succeeded, _): .succeeded
        case (.failed, _): .failed
        case (.pending, .queued): .queued
        case (.pending, .running): .running
        case (.pending, _): .failed
        }
    }

    /// How often it was begun.
    package var attemptsBegun: Int { state == .pending ? max(attempts, job?.attempts ?? 0) : attempts }
}
