/// Work that a loop runs later, unless it is cancelled.
///
/// `@unchecked Sendable`: its state is accessed on its loop only; `cancel` switches to it.
package final class ScheduledWork: @unchecked Sendable {
    /// The time at which the work is due, in nanoseconds of ``MonotonicClock``.
    let deadline: UInt64
    private let loop: EventLoop
    private var work: (@Sendable () -> Void)?

    init(deadline: UInt64, loop: EventLoop, work: @escaping @Sendable () -> Void) {
        self.deadline = deadline
        self.loop = loop
        self.work = work
    }

    var isCancelled: Bool { work == nil }

    /// Cancels the work. If called on the loop's thread, the work is guaranteed not to run; if called from another
    /// thread, it may already be running. After the loop has stopped, nothing is left to cancel.
    package func cancel() {
        loop.onThread { [self] in
            guard work != nil else { return }
            work = nil
            loop.timerWasCancelled()
        }
    }

    func run() {
        let work = work
        self.work = nil
        work?()
    }
}
