import Models
import Primitives
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
        let startedAt: Timestamp
        var heldUntil: Timestamp
        var cancel: (@Sendable () -> Void)?
        var interruption: Interruption?
    }

    private struct State {
        var entries: [JobClaim: Entry] = [:]
        /// Until when no job of a lane is taken.
        var pauses: [String: Timestamp] = [:]
        var isStopping = false
    }

    private let concurrency: Int
    private let laneLimit: Int
    private let state = Mutex(State())

    init(concurrency: Int, laneLimit: Int) {
        self.concurrency = concurrency
        self.laneLimit = laneLimit
    }

    /// How many more jobs of each lane may be taken.
    func lanes(at now: Timestamp) -> JobLanes {
        state.withLock { state in
            var taken = Dictionary(state.entries.values.filter { !$0.lane.isEmpty }.map { ($0.lane, 1) }, uniquingKeysWith: +)
            state.pauses = state.pauses.filter { $0.value > now }
            for lane in state.pauses.keys { taken[lane] = laneLimit }
            return JobLanes(limit: laneLimit, taken: taken)
        }
    }

    /// From here to a moment no job of a lane is taken: its calls would be held back.
    func pause(_ lane: String, until moment: Timestamp) {
        guard !lane.isEmpty else { return }
        state.withLock { state in state.pauses[lane] = max(moment, state.pauses[lane] ?? moment) }
    }

    /// How many more jobs may be taken; none once the process stops.
    var freeSlots: Int { state.withLock { $0.isStopping ? 0 : max(0, concurrency - $0.entries.count) } }

    /// Whether no more jobs are begun.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// What is held.
    var claims: [JobClaim] { state.withLock { Array($0.entries.keys) } }

    /// What is still to be held: not a job that was cancelled for taking too long. If its handler does not stop, its lease must end, so that
    /// it is tried elsewhere and dead in the end, and not held for ever.
    var renewableClaims: [JobClaim] {
        state.withLock { state in state.entries.filter { $0.value.interruption != .overdue }.map(\.key) }
    }

    func add(_ claim: JobClaim, lane: String, at now: Timestamp, heldUntil: Timestamp) {
        state.withLock { $0.entries[claim] = Entry(lane: lane, startedAt: now, heldUntil: heldUntil) }
    }

    func remove(_ claim: JobClaim) {
        state.withLock { _ = $0.entries.removeValue(forKey: claim) }
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
    func holds(_ claim: JobClaim, at now: Timestamp) -> Bool {
        state.withLock { state in state.entries[claim].map { $0.interruption != .lost && now < $0.heldUntil } ?? false }
    }

    /// Takes what the heartbeat found: those that were renewed hold until then, those that were asked for and not renewed are lost.
    func renewed(_ renewed: Set<JobClaim>, of asked: [JobClaim], until: Timestamp) {
        for claim in asked where !renewed.contains(claim) { interrupt(claim, .lost) }
        state.withLock { state in
            for claim in renewed { state.entries[claim]?.heldUntil = until }
        }
    }

    /// Stops what runs longer than it may, and what can't be held any more.
    func interruptOverdue(timeLimit: Duration, at now: Timestamp) {
        let (lost, overdue) = state.withLock { state in
            (state.entries.filter { $0.value.heldUntil <= now }, state.entries.filter { $0.value.startedAt + timeLimit <= now })
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
