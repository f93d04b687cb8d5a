import Foundation
import Synchronization

/// The event loops of a process: one for each core unless said otherwise.
package final class EventLoopGroup: Sendable {
    /// The loops.
    package let loops: [EventLoop]
    private let position = Atomic(0)

    /// Starts the loops.
    /// - Parameter count: How many; nil for one for each core.
    /// - Throws: `SystemError` when descriptors are short.
    package init(count: Int? = nil) throws(SystemError) {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count ?? ProcessInfo.processInfo.activeProcessorCount) {
            loops.append(try EventLoop(name: "event-loop-\(index)"))
        }
        self.loops = loops
    }

    /// The next loop in turn.
    package func next() -> EventLoop {
        let position = position.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: position) % UInt(loops.count))]
    }

    /// Stops every loop.
    package func shutdown() {
        for loop in loops { loop.stop() }
    }
}
