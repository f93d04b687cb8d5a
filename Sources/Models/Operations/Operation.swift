package import Primitives

/// A write that the gateway accepted to perform later, and whose progress the caller can follow. Row of the table
/// `operation`, joined with its job.
package struct Operation: Sendable, Hashable {
    package typealias ID = Identifier<Operation>

    package var id: ID
    package var kind: OperationKind
    package var state: OperationState
    /// The caller's `Principal.key`.
    package var principal: String
    /// The caller's scopes when it sent the request.
    package var scopes: Set<Scope>
    /// The user to act as; nil for the connection's own account.
    package var actor: String?
    /// The request id.
    package var requestID: String
    /// The request's `Idempotency-Key`.
    package var idempotencyKey: String?
    /// The channel of the ticket.
    package var channelID: Channel.ID
    /// The slug of that channel.
    package var channel: String
    /// The ticket that is written, or was created.
    package var ticketID: MirroredTicket.ID?
    /// The ticket's key.
    package var ticketKey: String?
    /// The comment that is written, or was created.
    package var commentID: Comment.ID?
    /// The request body as sent, and `If-Match`; nil once the operation has finished.
    package var request: JSON?
    /// The job that performs it.
    package var jobID: Job.ID
    /// The number of attempts completed.
    package var attempts: Int
    /// The problem document of the last failed attempt.
    package var problem: JSON?
    /// When it was accepted.
    package var createdAt: Timestamp
    /// When the tracker was first called.
    package var startedAt: Timestamp?
    /// When it fails if it has not succeeded by then.
    package var expiresAt: Timestamp
    package var finishedAt: Timestamp?
    /// Its job, if it is still queued or running; nil once that has finished or was discarded.
    package var job: QueuedJob?

    /// The queue's view of an operation's job.
    package struct QueuedJob: Sendable, Hashable {
        package var state: JobState
        /// The number of attempts started.
        package var attempts: Int
        /// When it is due.
        package var runAt: Timestamp

        package init(state: JobState, attempts: Int, runAt: Timestamp) {
            self.state = state
            self.attempts = attempts
            self.runAt = runAt
        }
    }

    /// An operation that was just accepted.
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

    /// Sets the required fields; set the others afterwards.
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

    /// The status that callers see. A pending operation without a job in the queue has failed: its job was
    /// dead-lettered, because its worker died each time, or was discarded.
    package var status: OperationStatus {
        switch (state, job?.state) {
        case (.succeeded, _): .succeeded
        case (.failed, _): .failed
        case (.pending, .queued): .queued
        case (.pending, .running): .running
        case (.pending, _): .failed
        }
    }

    /// The number of attempts started.
    package var attemptsBegun: Int { state == .pending ? max(attempts, job?.attempts ?? 0) : attempts }
}
