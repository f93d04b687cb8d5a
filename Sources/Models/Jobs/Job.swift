package import Primitives

/// Something to be done in the background. A row of the table `job`, or of `finished_job` once it is over.
package struct Job: Sendable, Hashable {
    /// Tells jobs apart.
    package typealias ID = Identifier<Job>

    /// Its identifier.
    package var id: ID
    /// What is to be done: the name of a handler.
    package var kind: String
    /// What it is done with.
    package var payload: JSON
    /// How far it is.
    package var state: JobState
    /// Which of two that are due comes first.
    package var priority: JobPriority
    /// Of the unfinished jobs only one has this key.
    package var uniqueKey: String?
    /// Jobs with this key run one after the other, in the order in which they were enqueued.
    package var orderingKey: String?
    /// What it depends on beside the gateway; empty for nothing.
    package var lane: String
    /// The slug of the channel that it is about; nil for none, or several.
    package var channel: String?
    /// How often it was begun.
    package var attempts: Int
    /// How often it may be begun before it counts as dead.
    package var maxAttempts: Int
    /// When it is due.
    package var runAt: Timestamp
    /// The claim of the worker that runs it; every claim has a name of its own.
    package var leaseOwner: String?
    /// How long that claim holds without a sign of life.
    package var leaseUntil: Timestamp?
    /// Why the last attempt failed, for people; holds no secret.
    package var lastError: String?
    /// When it was enqueued.
    package var createdAt: Timestamp
    /// When it was over.
    package var finishedAt: Timestamp?

    /// Makes a job from a draft.
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

    /// Whether a failure of the present attempt is the last one.
    package var isExhausted: Bool { attempts >= maxAttempts }
}

/// How far a job is.
package enum JobState: String, Sendable, Hashable, CaseIterable {
    /// It waits: for its time, for jobs before it, for a free worker.
    case queued
    /// A worker runs it.
    case running
    /// It was done.
    case succeeded
    /// It was given up; somebody may retry or discard it.
    case dead

    /// Whether it is over.
    package var isFinished: Bool { self == .succeeded || self == .dead }
}

/// Which of two jobs that are due comes first. One of a lower priority waits for all of a higher one.
package enum JobPriority: Int, Sendable, Hashable, CaseIterable {
    /// What nobody waits for: clean-up, reconciliation.
    case low = 0
    /// What has no reason to be another.
    case normal = 1
    /// What somebody waits for.
    case high = 2

    /// How the API calls it.
    package var name: String {
        switch self {
        case .low: "low"
        case .normal: "normal"
        case .high: "high"
        }
    }
}
