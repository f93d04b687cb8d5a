import CEpoll
import Foundation
import Glibc
import Synchronization

/// A thread with an epoll instance that runs Swift tasks between I/O events.
///
/// `Task(executorPreference: loop)` keeps a task's nonisolated code on the loop's thread. Jobs that are enqueued from
/// this thread go to a local list without a lock or a system call, so that waiting for something on the same loop costs
/// nothing extra.
///
/// `@unchecked Sendable`: everything below "Owned by the thread" is accessed by the loop's own thread only. Other
/// threads use `remote`, which is synchronized.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    private let epoll: CInt
    private let remote: RemoteQueue
    private let threadID = Atomic<UInt>(0)
    private let isStopping = Atomic(false)

    // Owned by the thread.
    private var watches = WatchTable()
    private var timers = TimerQueue()
    private var runList: [LoopWork] = []
    private var endOfTick: [() -> Void] = []
    private var hasStopped = false
    /// The time at which the current turn began, in nanoseconds of ``MonotonicClock``.
    package private(set) var now: UInt64 = MonotonicClock.now()

    /// The maximum number of events that one turn fetches from epoll.
    private static let eventsPerTurn = 256
    /// How many rounds of jobs one turn runs before it polls the descriptors again, so that jobs that keep enqueueing
    /// others do not starve the sockets.
    private static let roundsPerTurn = 8

    /// Starts the loop on a new thread.
    /// - Throws: `SystemError` if no descriptor is left for the epoll instance or its wake-up eventfd.
    package convenience init(name: String = "event-loop") throws(SystemError) {
        try self.init(name: name) { () throws(SystemError) in try RemoteQueue() }
    }

    init(name: String, makingQueue makeQueue: () throws(SystemError) -> RemoteQueue) throws(SystemError) {
        epoll = cepoll_create()
        if epoll < 0 { throw SystemError("epoll_create1") }
        do throws(SystemError) {
            remote = try makeQueue()
        } catch {
            // `deinit` does not run, because the loop has no queue yet.
            Glibc.close(epoll)
            throw error
        }
        let added = cepoll_add(epoll, remote.wakeDescriptor, cepoll_in | cepoll_edge, WatchTable.wake.bits)
        if added < 0 { throw SystemError("epoll_ctl") }
        startThread(name: name)
    }

    deinit {
        Glibc.close(epoll)
    }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: Work

    /// Enqueues a job of a Swift task; called by the runtime. After the loop has stopped, the job runs in the global
    /// pool.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent, !hasStopped {
            runList.append(.job(job))
        } else if !remote.append(.job(job)) {
            globalConcurrentExecutor.enqueue(ExecutorJob(job))
        }
    }

    /// Enqueues a closure. After the loop has stopped, the closure runs immediately, on the caller's thread.
    package func submit(_ work: @escaping @Sendable () -> Void) {
        if isCurrent, !hasStopped {
            runList.append(.closure(work))
        } else if !remote.append(.closure(work)) {
            work()
        }
    }

    /// Runs a closure on the loop's thread: immediately if the caller is on it, otherwise soon. After the loop has
    /// stopped, the closure never runs, because nothing else may access the loop's state.
    func onThread(_ work: @escaping @Sendable () -> Void) {
        if isCurrent { work() } else { _ = remote.append(.closure(work)) }
    }

    /// Runs a closure at the end of the current turn, after the turn's events, timers and jobs, for example to flush
    /// gathered output. Must be called on the loop.
    package func atEndOfTick(_ work: @escaping () -> Void) {
        endOfTick.append(work)
    }

    /// Runs a closure on the loop after a delay, accurate to a few milliseconds. May be called from any thread. Work
    /// that is not due when the loop stops, and work scheduled afterwards, never runs.
    @discardableResult
    package func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> ScheduledWork {
        let scheduled = ScheduledWork(deadline: MonotonicClock.now() &+ delay.nanoseconds, loop: self, work: work)
        onThread { [self] in timers.insert(scheduled) }
        return scheduled
    }

    func timerWasCancelled() {
        timers.noteCancellation()
    }

    // MARK: Watches

    /// Watches a descriptor. Must be called on the loop, where the handler also runs.
    /// - Throws: `SystemError` of `epoll_ctl`; ECANCELED if the loop has stopped, because closures then run elsewhere.
    package func watch(
        _ descriptor: CInt, for interest: Interest, _ handler: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Watch {
        guard isCurrent else {
            precondition(isStopping.load(ordering: .sequentiallyConsistent), "a descriptor is watched from its loop")
            throw SystemError("epoll_ctl", code: ECANCELED)
        }
        let token = watches.reserve()
        let watch = Watch(descriptor: descriptor, interest: interest, loop: self, token: token, handler: handler)
        if cepoll_add(epoll, descriptor, interest.mask, token.bits) < 0 {
            let error = SystemError("epoll_ctl")
            watches.remove(token)
            throw error
        }
        watches.insert(watch)
        return watch
    }

    func modify(_ watch: Watch, _ interest: Interest) throws(SystemError) {
        if cepoll_modify(epoll, watch.descriptor, interest.mask, watch.token.bits) < 0 {
            throw SystemError("epoll_ctl")
        }
    }

    func remove(_ watch: Watch) {
        _ = cepoll_remove(epoll, watch.descriptor)
        watches.remove(watch.token)
    }

    // MARK: The thread

    /// Stops the loop after its current turn. Tasks that still prefer it continue in the global pool.
    package func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        remote.wake()
    }

    private func startThread(name: String) {
        let started = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            threadID.store(UInt(pthread_self()), ordering: .sequentiallyConsistent)
            started.signal()
            run()
        }
        thread.name = name
        thread.start()
        started.wait()
    }

    private func run() {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsPerTurn) { events in
            while !isStopping.load(ordering: .relaxed) { turn(events) }
        }
        runList.append(contentsOf: remote.close())
        while !runList.isEmpty { runRound() }
        hasStopped = true
        // Scheduled work refers to the loop, and would keep it alive forever.
        timers = TimerQueue()
        threadID.store(0, ordering: .sequentiallyConsistent)
    }

    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
        let count = epoll_wait(epoll, events.baseAddress, CInt(events.count), waitMilliseconds())
        now = MonotonicClock.now()
        for index in 0..<Int(max(0, count)) { deliver(&events[index]) }
        runList.append(contentsOf: remote.take())
        while let due = timers.popDue(at: now) { due.run() }
        runJobs()
        finishTick()
    }

    private func deliver(_ event: inout epoll_event) {
        let token = WatchToken(bits: cepoll_token(&event))
        watches[token]?.handler?(Readiness(mask: event.events))
    }

    private func runJobs() {
        var rounds = 0
        while !runList.isEmpty, rounds < Self.roundsPerTurn {
            runRound()
            rounds += 1
        }
    }

    private func runRound() {
        let work = runList
        runList = []
        for item in work {
            switch item {
            case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .closure(let closure): closure()
            }
        }
    }

    private func finishTick() {
        guard !endOfTick.isEmpty else { return }
        let work = endOfTick
        endOfTick = []
        for item in work { item() }
    }

    /// The timeout for `epoll_wait`: zero if there is work, otherwise until the next timer; -1 for no limit.
    private func waitMilliseconds() -> CInt {
        if !runList.isEmpty || !endOfTick.isEmpty { return 0 }
        guard let next = timers.next else { return -1 }
        let current = MonotonicClock.now()
        if next <= current { return 0 }
        return CInt(clamping: (next - current + 999_999) / 1_000_000)
    }
}
