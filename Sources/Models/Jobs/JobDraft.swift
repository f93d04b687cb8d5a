package import Primitives

/// A job to be enqueued.
package struct JobDraft: Sendable, Hashable {
    /// What is to be done: the name of a handler, up to 100 characters.
    package var kind: String
    /// What it is done with. Keep it small: an identifier of what is stored elsewhere. Administrators can read it, so
    /// put no secret here.
    package var payload: JSON
    /// Which of two that are due comes first.
    package var priority: JobPriority
    /// While an unfinished job, waiting or running, has this key, another one is not enqueued; nil for no such rule.
    package var uniqueKey: String?
    /// Jobs with this key run one after the other, in the order in which they were enqueued; nil for no order. One that
    /// waits for its next attempt holds up those behind it; one that is given up no longer does.
    package var orderingKey: String?
    /// What the work depends on beside the gateway: a tracker's connection. Of one lane only some of a process's places
    /// run at a time, so that a slow tracker leaves the others theirs. Empty for nothing; such jobs take any place.
    package var lane: String
    /// The slug of the channel that it is about; nil for none, or several. Administrators who are restricted to
    /// channels see the jobs of those.
    package var channel: String?
    /// When it is due; nil for at once.
    package var runAt: Timestamp?
    /// How often it may be begun before it is given up.
    package var maxAttempts: Int

    /// Makes a draft.
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
