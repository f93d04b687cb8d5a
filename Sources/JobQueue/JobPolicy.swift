package import Primitives

/// How jobs are done.
package struct JobPolicy: Sendable, Hashable {
    /// How many jobs run at a time in this process.
    package var concurrency = 24
    /// Which part of them may be of one lane, one tracker's connection or one receiver: a third, so that one tracker's
    /// flood still has eight.
    package var laneShare = 3
    /// Which part of them the slow lanes may have together: a third.
    package var slowShare = 3
    /// Which part of them only proven lanes may have, those whose last jobs were quick, and jobs without a lane: a
    /// third. A lane that nobody knows yet may turn out to hang, and so may forty of them at once.
    package var provenShare = 3
    /// How long a job may take before its lane counts as slow. Calls of a counterpart that is well take a fraction of
    /// it; a call that hangs takes 15 to 30 s, until its time-out.
    package var slowAfter = Duration.seconds(2)
    /// For how long after its last slow job a lane still counts as slow. Longer than the first waits of breakers and
    /// schedules, so that the next call to what still hangs finds its lane known.
    package var slowMemory = Duration.seconds(90)
    /// How many times ``concurrency`` may run at most, with those that hang beyond the slow lanes' share: these wait
    /// for an answer and cost memory only, so that others take their places.
    package var maximumOverhang = 3
    /// How long a worker takes no job of a lane at most whose calls are held back; after that a few see whether it is
    /// still so.
    package var maximumPause = Duration.seconds(30)
    /// How long a worker keeps a job without a sign of life; after a kill -9 another one takes it up
    /// ``reclaimInterval`` later at most.
    package var lease = Duration.seconds(30)
    /// How often workers look for what is due by itself; what is enqueued wakes them at once.
    package var pollInterval = Duration.seconds(1)
    /// How often workers look for jobs whose worker died.
    package var reclaimInterval = Duration.seconds(5)
    /// How often what is old is forgotten, and what there is counted.
    package var cleaningInterval = Duration.seconds(60)
    /// How long one attempt may take; then it is cancelled, and counts as failed.
    package var timeLimit = Duration.seconds(900)
    /// What running jobs may still take when the process stops; then they are cancelled and put back, and the attempt
    /// does not count.
    package var grace = Duration.seconds(8)
    /// The wait after an attempt that failed, with full jitter.
    package var backoff = Backoff(base: .seconds(5), cap: .seconds(3600))
    /// The longest wait that a handler may ask for.
    package var maximumWait = Duration.seconds(86_400)
    /// For how long after it was enqueued a job's refusals before anything was sent are no attempts. A tracker that is
    /// away longer than this uses the attempts up, so that nothing waits for ever.
    package var maximumHoldOff = Duration.seconds(86_400)
    /// When a job of a kind that this version does not know is tried again: a newer version's worker may know it.
    package var unknownKindWait = Duration.seconds(60)
    /// How long jobs that went well are kept.
    package var retention = Duration.seconds(7 * 86_400)
    /// How long dead jobs are kept.
    package var deadRetention = Duration.seconds(90 * 86_400)

    /// The standard policy.
    package init() {}

    /// How many jobs of one lane run at a time in this process.
    var laneLimit: Int { max(1, concurrency / max(1, laneShare)) }

    /// How many places the slow lanes of this process have together.
    var slowPlaces: Int { max(1, concurrency / max(1, slowShare)) }

    /// How many places lanes have together that are slow or not known yet.
    var unprovenPlaces: Int { max(1, concurrency - concurrency / max(1, provenShare)) }
}
