package import Models
package import Primitives

extension JSONWriter {
    /// Writes a `Job`.
    /// - Parameter payload: The job's payload, with its secrets masked.
    package mutating func job(_ job: Job, payload: JSON) {
        beginObject()
        key("id")
        string(job.id.text)
        key("kind")
        string(job.kind)
        key("state")
        string(job.state.rawValue)
        key("priority")
        string(job.priority.name)
        key("payload")
        value(payload)
        key("unique_key")
        string(job.uniqueKey)
        key("ordering_key")
        string(job.orderingKey)
        key("attempts")
        integer(job.attempts)
        key("max_attempts")
        integer(job.maxAttempts)
        key("run_at")
        timestamp(job.runAt)
        key("lease_until")
        timestamp(job.leaseUntil)
        key("last_error")
        string(job.lastError)
        key("created_at")
        timestamp(job.createdAt)
        key("finished_at")
        timestamp(job.finishedAt)
        endObject()
    }
}
