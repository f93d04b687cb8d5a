package import Primitives

/// A job to enqueue.
package struct JobDraft: Sendable, Hashable {
    /// The name of the handler that runs it, up to 100 characters.
    package var kind: String
    /// The handler's input. Keep it small: the identifier of something stored elsewhere. Administrators can read it, so
    /// it must not contain secrets.
    package var payload: JSON
    /// Which of two due jobs runs first.
    package var priority: JobPriority
    /// While an unfinished job, queued or running, has this key, no other job with it is enqueued; nil for no
    /// uniqueness.
    package var uniqueKey: String?
    /// Jobs with the same key run one after another, in the order in which they were enqueued; nil for no order. A job
    /// that waits for its next attempt blocks those after it; a dead letter does not.
    package var orderingKey: String?
    /// The external service that the job depends on, such as a tracker's connection. Only a share of a process's slots
    /// runs jobs of one lane at a time, so that a slow tracker leaves slots for the others. Empty for no lane: such a
    /// job takes any slot.
    package var lane: String
    /// The slug of the channel that it concerns; nil for none or several. Administrators who are restricted to channels
    /// see only the jobs of these channels.
    package var channel: String?
    /// When it is due; nil for immediately.
    package var runAt: Timestamp?
    /// The number of attempts after which a failure makes it a dead letter.
    package var maxAttempts: Int

    package init(
        kind: String, payload: JSON, priority: JobPriority = .normal, uniqueKey: String? = nil,
        orderingKey: String? = nil,
        lane: String = "", channel: String? = nil, runAt: Timestamp? = nil, maxAttempts: Int = 10
    ) {
        self.kind = kind
        self.payload = payload
        self.priority = priority
        self.uniqueKey = uniqueKey
        self.orderingKey = orderingKey
        self.lane = lane
        self.channel = channel
        self.runAt = runAt
        self.maxAttempts = maxAttempts
    }
}
