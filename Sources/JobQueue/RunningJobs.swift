import Models
import Repositories
import Synchronization

/// The jobs running in this process, with their leases, slots and cancellation.
final class RunningJobs: Sendable {
    /// The reason why a running job is stopped.
    enum Interruption: Sendable {
        /// Another worker has the job, or may have it.
        case lost
        /// The job exceeded the time limit.
        case overdue
        /// The process is shutting down.
        case stopping
    }

    private struct Entry {
        let lane: String
        let startedAt: Duration
        var heldUntil: Duration
        var cancel: (@Sendable () -> Void)?
        var interruption: Interruption?
    }

    private struct State {
        var entries: [JobClaim: Entry] = [:]
        /// When each paused lane may be claimed from again (uptime).
        var pauses: [String: Duration] = [:]
        var memory: JobLaneMemory
        var isStopping = false
    }

    /// The slots in use, by the speed of their lanes.
    private struct Use {
        var slots: [String: Int] = [:]
        var proven = 0
        var unknown = 0
        var slow = 0
        var total: Int { proven + unknown + slow }
    }

    private let policy: JobPolicy
    private let state: Mutex<State>

    /// All times passed to this type are the clock's uptime, so that a step of the time of day neither ends nor extends
    /// a lease of this process.
    init(_ policy: JobPolicy) {
        self.policy = policy
        state = Mutex(State(memory: JobLaneMemory(slowAfter: policy.slowAfter, slowMemory: policy.slowMemory)))
    }

    /// The limits for the next claim: how many more jobs each lane, and the lanes of each speed together, may have.
    func lanes(at now: Duration) -> JobLanes {
        state.withLock { state in
            state.pauses = state.pauses.filter { $0.value > now }
            let use = Self.use(&state, at: now)
            var lanes = JobLanes(limit: policy.laneLimit, taken: use.slots)
            for lane in state.memory.lanes {
                switch state.memory.speed(of: lane, at: now) {
                case .proven: lanes.proven.insert(lane)
                case .slow: lanes.slow.insert(lane)
                case .unknown: break
                }
            }
            // A single slow lane may use as many slots as any other lane; forty slow lanes get one slot each.
            lanes.slowLimit = max(1, min(policy.laneLimit, policy.slowSlots / max(1, lanes.slow.count)))
            lanes.slowRoom = max(0, policy.slowSlots - use.slow)
            lanes.unprovenRoom = max(0, policy.unprovenSlots - use.unknown - counted(use.slow))
            // While no slow lane has a slot, slow lanes are claimed in normal order: otherwise a steady load of others
            // could starve them forever.
            lanes.queuesSlowBehind = use.slow > 0
            for lane in state.pauses.keys { lanes.taken[lane] = max(policy.laneLimit, policy.concurrency) }
            return lanes
        }
    }

    /// Claims no job of a lane until the given uptime, because its calls would be blocked.
    func pause(_ lane: String, until moment: Duration) {
        guard !lane.isEmpty else { return }
        state.withLock { state in state.pauses[lane] = max(moment, state.pauses[lane] ?? moment) }
    }

    /// How many more jobs may be claimed; 0 once the process is stopping. Slow jobs beyond the slow lanes' share do not
    /// use up slots, but the total is limited by ``JobPolicy/maximumOverhang``.
    func freeSlots(at now: Duration) -> Int {
        state.withLock { state in
            guard !state.isStopping else { return 0 }
            let use = Self.use(&state, at: now)
            let free = policy.concurrency - use.proven - use.unknown - counted(use.slow)
            return max(0, min(free, policy.concurrency * policy.maximumOverhang - use.total))
        }
    }

    private func counted(_ slow: Int) -> Int { min(slow, policy.slowSlots) }

    /// Counts the running jobs. A job that runs for too long marks its lane as slow before it ends.
    private static func use(_ state: inout State, at now: Duration) -> Use {
        for entry in state.entries.values where state.memory.isSlow(now - entry.startedAt) {
            state.memory.saw(entry.lane, taking: now - entry.startedAt, at: now)
        }
        var use = Use()
        for entry in state.entries.values {
            if !entry.lane.isEmpty { use.slots[entry.lane, default: 0] += 1 }
            switch state.memory.speed(of: entry.lane, at: now) {
            case .proven: use.proven += 1
            case .unknown: use.unknown += 1
            case .slow: use.slow += 1
            }
        }
        return use
    }

    /// Whether the process no longer starts jobs.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// The claims of all running jobs.
    var claims: [JobClaim] { state.withLock { Array($0.entries.keys) } }

    /// The claims to renew with the next heartbeat: all except those cancelled for exceeding the time limit. If such a
    /// handler does not stop, its lease must expire so that the job is retried elsewhere and finally dead-lettered,
    /// instead of being held forever.
    var renewableClaims: [JobClaim] {
        state.withLock { state in state.entries.filter { $0.value.interruption != .overdue }.map(\.key) }
    }

    func add(_ claim: JobClaim, lane: String, at now: Duration, heldUntil: Duration) {
        state.withLock { $0.entries[claim] = Entry(lane: lane, startedAt: now, heldUntil: heldUntil) }
    }

    /// Removes a job that ended. A job that was put back unfinished says nothing about its lane, unless it ran for too
    /// long.
    func remove(_ claim: JobClaim, _ outcome: JobOutcome, at now: Duration) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: claim) else { return }
            let duration = now - entry.startedAt
            guard [.succeeded, .retried, .dead].contains(outcome) || state.memory.isSlow(duration) else { return }
            state.memory.saw(entry.lane, taking: duration, at: now)
        }
    }

    /// Registers how to cancel a job's handler, and cancels it immediately if the job was interrupted before.
    func set(_ claim: JobClaim, cancel: @escaping @Sendable () -> Void) {
        let isInterrupted = state.withLock { state in
            state.entries[claim]?.cancel = cancel
            return state.entries[claim]?.interruption != nil
        }
        if isInterrupted { cancel() }
    }

    /// Why a job was interrupted; nil if it was not.
    func interruption(of claim: JobClaim) -> Interruption? {
        state.withLock { $0.entries[claim]?.interruption }
    }

    /// Whether the result of a job may still be written: its lease has not expired by this process's clock.
    func holds(_ claim: JobClaim, at now: Duration) -> Bool {
        state.withLock { state in state.entries[claim].map { $0.interruption != .lost && now < $0.heldUntil } ?? false }
    }

    /// Applies the result of a heartbeat: renewed claims are extended, the other requested ones are lost.
    func renewed(_ renewed: Set<JobClaim>, of asked: [JobClaim], until: Duration) {
        for claim in asked where !renewed.contains(claim) { interrupt(claim, .lost) }
        state.withLock { state in
            for claim in renewed { state.entries[claim]?.heldUntil = until }
        }
    }

    /// Interrupts jobs that exceed the time limit, and jobs whose lease has expired.
    func interruptOverdue(timeLimit: Duration, at now: Duration) {
        let (lost, overdue) = state.withLock { state in
            (
                state.entries.filter { $0.value.heldUntil <= now },
                state.entries.filter { $0.value.startedAt + timeLimit <= now }
            )
        }
        for claim in lost.keys { interrupt(claim, .lost) }
        for claim in overdue.keys { interrupt(claim, .overdue) }
    }

    /// Stops claiming jobs; ``freeSlots(at:)`` returns 0 from now on.
    func stopTaking() { state.withLock { $0.isStopping = true } }

    /// Interrupts every running job.
    func interruptAll() {
        for claim in claims { interrupt(claim, .stopping) }
    }

    /// Keeps the first reason, except that `lost` replaces any other.
    private func interrupt(_ claim: JobClaim, _ reason: Interruption) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            guard let entry = state.entries[claim], entry.interruption == nil || reason == .lost else { return nil }
            state.entries[claim]?.interruption = reason
            return entry.cancel
        }
        cancel?()
    }
}
