import Foundation
import Synchronization

/// The event loops of a process.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]
    private let position = Atomic(0)

    /// Starts the loops.
    /// - Parameter count: The number of loops. Default: one for each core.
    /// - Throws: `SystemError` if descriptors run out.
    package init(count: Int? = nil) throws(SystemError) {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count ?? ProcessInfo.processInfo.activeProcessorCount) {
            loops.append(try EventLoop(name: "event-loop-\(index)"))
        }
        self.loops = loops
    }

    /// The next loop, in round-robin order.
    package func next() -> EventLoop {
        let position = position.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: position) % UInt(loops.count))]
    }

    /// Stops all loops.
    package func shutdown() {
        for loop in loops { loop.stop() }
    }
}
