package import Primitives

/// The settings of the worker: concurrency, lanes, leases, retries and retention.
package struct JobPolicy: Sendable, Hashable {
    /// The number of jobs that run at once in this process.
    package var concurrency = 24
    /// One lane (a tracker's connection or a receiver) may use 1/`laneShare` of ``concurrency``: with a third, a flood
    /// from one tracker leaves two thirds to others.
    package var laneShare = 3
    /// All slow lanes together may use 1/`slowShare` of ``concurrency``.
    package var slowShare = 3
    /// 1/`provenShare` of ``concurrency`` is reserved for proven lanes, whose most recent jobs were quick, and for jobs
    /// without a lane. An unknown lane may turn out to hang, and so may forty of them at once.
    package var provenShare = 3
    /// The duration of a job above which its lane counts as slow. Calls to a healthy service take a fraction of it; a
    /// call that hangs takes 15 to 30 s, until it times out.
    package var slowAfter = Duration.seconds(2)
    /// How long a lane counts as slow after its last slow job. Longer than the first delays of circuit breakers and
    /// backoff, so that the lane is still known as slow when a hanging service is called again.
    package var slowMemory = Duration.seconds(90)
    /// The total number of running jobs is limited to `maximumOverhang` × ``concurrency``, counting jobs of slow lanes
    /// beyond their share. These only wait for a response and cost memory, so others may use their slots.
    package var maximumOverhang = 3
    /// The maximum time for which a worker skips a lane whose calls are blocked; after that, a few jobs test whether it
    /// still is.
    package var maximumPause = Duration.seconds(30)
    /// How long a claim lasts without a heartbeat. After a `kill -9`, another worker takes the job over at most
    /// ``reclaimInterval`` after the lease has expired.
    package var lease = Duration.seconds(30)
    /// How often workers look for jobs that have become due. Newly enqueued jobs wake them immediately.
    package var pollInterval = Duration.seconds(1)
    /// How often workers look for jobs with expired leases.
    package var reclaimInterval = Duration.seconds(5)
    /// How often finished jobs past their retention are deleted and jobs are counted.
    package var cleaningInterval = Duration.seconds(60)
    /// The time limit of one attempt; then it is cancelled and counts as failed.
    package var timeLimit = Duration.seconds(900)
    /// How long running jobs may continue when the process stops; then they are cancelled and put back, and the attempt
    /// does not count.
    package var grace = Duration.seconds(8)
    /// The backoff after a failed attempt, with full jitter.
    package var backoff = Backoff(base: .seconds(5), cap: .seconds(3600))
    /// The maximum delay that a handler can request.
    package var maximumWait = Duration.seconds(86_400)
    /// How long after a job was enqueued its blocked calls do not count as attempts. If a tracker is unavailable for
    /// longer, attempts are used up, so that no job waits forever.
    package var maximumHoldOff = Duration.seconds(86_400)
    /// The delay before a job of an unknown kind is claimed again: a newer version's worker may know it.
    package var unknownKindWait = Duration.seconds(60)
    /// How long succeeded jobs are kept.
    package var retention = Duration.seconds(7 * 86_400)
    /// How long dead-lettered jobs are kept.
    package var deadRetention = Duration.seconds(90 * 86_400)

    package init() {}

    /// The maximum number of jobs of one lane running at once in this process.
    var laneLimit: Int { max(1, concurrency / max(1, laneShare)) }

    /// The number of slots of all slow lanes together.
    var slowSlots: Int { max(1, concurrency / max(1, slowShare)) }

    /// The number of slots of all slow and unknown lanes together.
    var unprovenSlots: Int { max(1, concurrency - concurrency / max(1, provenShare)) }
}
