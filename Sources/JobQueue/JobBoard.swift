import Models
import Repositories
import Synchronization

/// The jobs that run in this process, and how to stop each of them.
final class JobBoard: Sendable {
    /// Why a job is stopped before its end.
    enum Interruption: Sendable {
        /// Another worker has it, or may have it.
        case lost
        /// It takes longer than it may.
        case overdue
        /// The process stops.
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
        /// Until when no job of a lane is taken.
        var pauses: [String: Duration] = [:]
        var memory: JobLaneMemory
        var isStopping = false
    }

    /// The places that are taken, by the standing of their lanes.
    private struct Use {
        var places: [String: Int] = [:]
        var proven = 0
        var unknown = 0
        var slow = 0
        var total: Int { proven + unknown + slow }
    }

    private let policy: JobPolicy
    private let state: Mutex<State>

    /// All moments are the clock's uptime: a step of the time of day neither ends what this process holds nor makes it
    /// hold on.
    init(_ policy: JobPolicy) {
        self.policy = policy
        state = Mutex(State(memory: JobLaneMemory(slowAfter: policy.slowAfter, slowMemory: policy.slowMemory)))
    }

    /// How many more jobs of each lane may be taken.
    func lanes(at now: Duration) -> JobLanes {
        state.withLock { state in
            state.pauses = state.pauses.filter { $0.value > now }
            let use = Self.use(&state, at: now)
            var lanes = JobLanes(limit: policy.laneLimit, taken: use.places)
            for lane in state.memory.lanes {
                switch state.memory.standing(of: lane, at: now) {
                case .proven: lanes.proven.insert(lane)
                case .slow: lanes.slow.insert(lane)
                case .unknown: break
                }
            }
            // One slow lane may have what all may have; forty have one place each.
            lanes.slowLimit = max(1, min(policy.laneLimit, policy.slowPlaces / max(1, lanes.slow.count)))
            lanes.slowRoom = max(0, policy.slowPlaces - use.slow)
            lanes.unprovenRoom = max(0, policy.unprovenPlaces - use.unknown - counted(use.slow))
            // While no slow lane has a place, they stand in line like all: else a steady load of others could keep them
            // out for ever.
            lanes.queuesSlowBehind = use.slow > 0
            for lane in state.pauses.keys { lanes.taken[lane] = max(policy.laneLimit, policy.concurrency) }
            return lanes
        }
    }

    /// From here to a moment no job of a lane is taken: its calls would be held back.
    func pause(_ lane: String, until moment: Duration) {
        guard !lane.isEmpty else { return }
        state.withLock { state in state.pauses[lane] = max(moment, state.pauses[lane] ?? moment) }
    }

    /// How many more jobs may be taken; none once the process stops. What hangs beyond the slow lanes' share takes no
    /// place.
    func freeSlots(at now: Duration) -> Int {
        state.withLock { state in
            guard !state.isStopping else { return 0 }
            let use = Self.use(&state, at: now)
            let free = policy.concurrency - use.proven - use.unknown - counted(use.slow)
            return max(0, min(free, policy.concurrency * policy.maximumOverhang - use.total))
        }
    }

    private func counted(_ slow: Int) -> Int { min(slow, policy.slowPlaces) }

    /// Counts what runs. A job that has run for too long shows that its lane is slow before it ends.
    private static func use(_ state: inout State, at now: Duration) -> Use {
        for entry in state.entries.values where state.memory.isSlow(now - entry.startedAt) {
            state.memory.saw(entry.lane, taking: now - entry.startedAt, at: now)
        }
        var use = Use()
        for entry in state.entries.values {
            if !entry.lane.isEmpty { use.places[entry.lane, default: 0] += 1 }
            switch state.memory.standing(of: entry.lane, at: now) {
            case .proven: use.proven += 1
            case .unknown: use.unknown += 1
            case .slow: use.slow += 1
            }
        }
        return use
    }

    /// Whether no more jobs are begun.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// What is held.
    var claims: [JobClaim] { state.withLock { Array($0.entries.keys) } }

    /// What is still to be held: not a job that was cancelled for taking too long. If its handler does not stop, its
    /// lease must end, so that it is tried elsewhere and dead in the end, and not held for ever.
    var renewableClaims: [JobClaim] {
        state.withLock { state in state.entries.filter { $0.value.interruption != .overdue }.map(\.key) }
    }

    func add(_ claim: JobClaim, lane: String, at now: Duration, heldUntil: Duration) {
        state.withLock { $0.entries[claim] = Entry(lane: lane, startedAt: now, heldUntil: heldUntil) }
    }

    /// A job has ended. What was put back untried tells nothing about its lane.
    func remove(_ claim: JobClaim, _ outcome: JobOutcome, at now: Duration) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: claim) else { return }
            let duration = now - entry.startedAt
            guard [.succeeded, .retried, .dead].contains(outcome) || state.memory.isSlow(duration) else { return }
            state.memory.saw(entry.lane, taking: duration, at: now)
        }
    }

    /// Takes how a job's handler is cancelled; does it at once when that was asked for before.
    func set(_ claim: JobClaim, cancel: @escaping @Sendable () -> Void) {
        let isInterrupted = state.withLock { state in
            state.entries[claim]?.cancel = cancel
            return state.entries[claim]?.interruption != nil
        }
        if isInterrupted { cancel() }
    }

    /// Why a job was stopped; nil for one that was not.
    func interruption(of claim: JobClaim) -> Interruption? {
        state.withLock { $0.entries[claim]?.interruption }
    }

    /// Whether a job may still be written: its lease is not over by this process' clock.
    func holds(_ claim: JobClaim, at now: Duration) -> Bool {
        state.withLock { state in state.entries[claim].map { $0.interruption != .lost && now < $0.heldUntil } ?? false }
    }

    /// Takes what the heartbeat found: those that were renewed hold until then, those that were asked for and not
    /// renewed are lost.
    func renewed(_ renewed: Set<JobClaim>, of asked: [JobClaim], until: Duration) {
        for claim in asked where !renewed.contains(claim) { interrupt(claim, .lost) }
        state.withLock { state in
            for claim in renewed { state.entries[claim]?.heldUntil = until }
        }
    }

    /// Stops what runs longer than it may, and what can't be held any more.
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

    /// From here on no more jobs are taken.
    func stopTaking() { state.withLock { $0.isStopping = true } }

    /// Stops everything that runs.
    func interruptAll() {
        for claim in claims { interrupt(claim, .stopping) }
    }

    /// The first reason stays, but that a job is lost outweighs every other.
    private func interrupt(_ claim: JobClaim, _ reason: Interruption) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            guard let entry = state.entries[claim], entry.interruption == nil || reason == .lost else { return nil }
            state.entries[claim]?.interruption = reason
            return entry.cancel
        }
        cancel?()
    }
}
