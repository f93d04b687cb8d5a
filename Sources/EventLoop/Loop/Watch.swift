/// The registration of a descriptor with an event loop. Must be used on that loop only.
///
/// The watch does not own the descriptor; cancel it before closing the descriptor.
package final class Watch {
    package let descriptor: CInt
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

    /// Changes the states to wait for.
    /// - Throws: `SystemError` of `epoll_ctl`.
    package func update(_ interest: Interest) throws(SystemError) {
        guard interest != self.interest, handler != nil else { return }
        try loop.modify(self, interest)
        self.interest = interest
    }

    /// Stops watching. The handler is not called again, not even for events that epoll has already returned.
    package func cancel() {
        guard handler != nil else { return }
        handler = nil
        loop.remove(self)
    }
}

/// The identifier of a watch in epoll's events: its slot in the loop's table, and a generation.
///
/// A descriptor's number may be reused between two events of one batch; the generation distinguishes the new watch from
/// the old one.
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
