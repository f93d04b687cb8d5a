package import Primitives

/// A unit of background work. Row of the table `job`, or of `finished_job` once it has finished.
package struct Job: Sendable, Hashable {
    package typealias ID = Identifier<Job>

    package var id: ID
    /// The name of the handler that runs it.
    package var kind: String
    /// The handler's input.
    package var payload: JSON
    package var state: JobState
    /// Which of two due jobs runs first.
    package var priority: JobPriority
    /// Only one unfinished job can have this key.
    package var uniqueKey: String?
    /// Jobs with the same key run one after another, in the order in which they were enqueued.
    package var orderingKey: String?
    /// The external service that it depends on; empty for none.
    package var lane: String
    /// The slug of the channel that it concerns; nil for none or several.
    package var channel: String?
    /// The number of attempts started.
    package var attempts: Int
    /// The number of attempts after which a failure makes it a dead letter.
    package var maxAttempts: Int
    /// When it is due.
    package var runAt: Timestamp
    /// The claim of the worker that runs it; unique per claim.
    package var leaseOwner: String?
    /// When the claim expires unless a heartbeat renews it.
    package var leaseUntil: Timestamp?
    /// Why the last attempt failed, human-readable; contains no secret.
    package var lastError: String?
    /// When it was enqueued.
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?

    /// A queued job from a draft.
    package init(id: ID, _ draft: JobDraft, at now: Timestamp) {
        self.id = id
        kind = draft.kind
        payload = draft.payload
        state = .queued
        priority = draft.priority
        uniqueKey = draft.uniqueKey
        orderingKey = draft.orderingKey
        lane = draft.lane
        channel = draft.channel
        attempts = 0
        maxAttempts = draft.maxAttempts
        runAt = draft.runAt ?? now
        createdAt = now
    }

    /// Whether the current attempt is the last one.
    package var isExhausted: Bool { attempts >= maxAttempts }
}

/// The state of a job.
package enum JobState: String, Sendable, Hashable, CaseIterable {
    /// It waits for its time, for earlier jobs with its ordering key, or for a free worker.
    case queued
    /// A worker runs it.
    case running
    case succeeded
    /// It failed for good; an operator may retry or discard it.
    case dead

    package var isFinished: Bool { self == .succeeded || self == .dead }
}

/// Which of two due jobs runs first. A job waits for all due jobs of a higher priority.
package enum JobPriority: Int, Sendable, Hashable, CaseIterable {
    /// Nobody waits for the result: clean-up, reconciliation.
    case low = 0
    /// The default.
    case normal = 1
    /// Someone waits for the result.
    case high = 2

    /// The name in the API.
    package var name: String {
        switch self {
        case .low: "low"
        case .normal: "normal"
        case .high: "high"
        }
    }
}
