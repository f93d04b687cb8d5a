/// Work that a loop will do later, unless it is cancelled.
///
/// `@unchecked Sendable`: its state is touched on its loop only; `cancel` goes there by itself.
package final class ScheduledWork: @unchecked Sendable {
    /// When it is due, in nanoseconds of the monotonic clock.
    let deadline: UInt64
    private let loop: EventLoop
    private var work: (@Sendable () -> Void)?

    init(deadline: UInt64, loop: EventLoop, work: @escaping @Sendable () -> Void) {
        self.deadline = deadline
        self.loop = loop
        self.work = work
    }

    var isCancelled: Bool { work == nil }

    /// Forgets the work. From the loop's own thread it is then sure not to run; from another it may be running already.
    package func cancel() {
        loop.onLoop { [self] in
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
