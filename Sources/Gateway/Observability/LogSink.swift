import Dispatch
import Foundation
import Synchronization

/// A destination of log lines. Collects them in memory and writes batches on its own thread, so that no request waits
/// for a terminal or pipe.
package final class LogSink: Sendable {
    /// The maximum delay before a line is written.
    private static let delay = DispatchTimeInterval.milliseconds(50)
    /// The maximum number of buffered bytes. Above it, the reader of the log is stuck, and lines are dropped and
    /// counted.
    private static let capacity = 4 << 20

    private struct State {
        var pending: [UInt8] = []
        var dropped = 0
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log")
    private let output: @Sendable ([UInt8]) -> Void

    /// - Parameter output: receives whole lines; called on one thread at a time.
    package init(output: @escaping @Sendable ([UInt8]) -> Void) {
        self.output = output
    }

    package static let standardError = LogSink { bytes in FileHandle.standardError.write(Data(bytes)) }

    /// Buffers a line, given without its line feed. An urgent line is written without the usual delay.
    func write(_ line: [UInt8], isUrgent: Bool = false) {
        let mustSchedule = state.withLock { state in
            guard state.pending.count + line.count < Self.capacity else {
                state.dropped += 1
                return false
            }
            state.pending.append(contentsOf: line)
            state.pending.append(UInt8(ascii: "\n"))
            defer { state.isScheduled = true }
            return !state.isScheduled || isUrgent
        }
        guard mustSchedule else { return }
        if isUrgent {
            queue.async { self.writePending() }
        } else {
            queue.asyncAfter(deadline: .now() + Self.delay) { self.writePending() }
        }
    }

    /// Writes all buffered lines and returns when they are written.
    package func flush() {
        queue.sync { writePending() }
    }

    private func writePending() {
        let (bytes, dropped) = state.withLock { state in
            defer { state = State() }
            return (state.pending, state.dropped)
        }
        if !bytes.isEmpty { output(bytes) }
        if dropped > 0 {
            output(Array("{\"level\":\"warning\",\"message\":\"log lines were dropped\",\"count\":\(dropped)}\n".utf8))
        }
    }
}
