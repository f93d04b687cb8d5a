/// A descriptor that an event loop watches. Belongs to its loop: use it there only.
///
/// The watch does not own the descriptor; cancel it before closing the descriptor.
package final class Watch {
    /// The descriptor.
    package let descriptor: CInt
    /// What is waited for.
    package private(set) var interest: Interest
    private unowned let loop: EventLoop
    let token: WatchToken
    var handler: ((Readiness) -> Void)?

    init(
        descriptor: CInt, interest: Interest, loop: EventLoop, token: WatchToken, handler: @escaping (Readiness) -> Void
    ) {
        self.descriptor = descriptor
        self.interest = interest
        self.loop = loop
        self.token = token
        self.handler = handler
    }

    /// Waits for something else from now on.
    /// - Throws: `SystemError` of `epoll_ctl`.
    package func update(_ interest: Interest) throws(SystemError) {
        guard interest != self.interest, handler != nil else { return }
        try loop.modify(self, interest)
        self.interest = interest
    }

    /// Stops watching; the handler is not called again, not even for events that are already known.
    package func cancel() {
        guard handler != nil else { return }
        handler = nil
        loop.remove(self)
    }
}

/// Names a watch in epoll's events: a place in the loop's table, and a generation.
///
/// A descriptor's number may be reused between two events of one batch; the generation tells the old watch from the
/// new.
struct WatchToken: Equatable {
    let slot: UInt32
    let generation: UInt32

    var bits: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(bits: UInt64) {
        slot = UInt32(truncatingIfNeeded: bits)
        generation = UInt32(truncatingIfNeeded: bits >> 32)
    }
}
