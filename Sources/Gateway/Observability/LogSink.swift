import Dispatch
import Foundation
import Synchronization

/// Where log lines go: collected in memory and written in batches by a thread of its own, so that no request waits for
/// a terminal or a pipe.
package final class LogSink: Sendable {
    /// How long a line may wait before it is written.
    private static let delay = DispatchTimeInterval.milliseconds(50)
    /// Above so many bytes lines are dropped and counted: who reads the log is stuck.
    private static let capacity = 4 << 20

    private struct State {
        var pending: [UInt8] = []
        var dropped = 0
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log")
    private let output: @Sendable ([UInt8]) -> Void

    /// A sink.
    /// - Parameter output: Takes whole lines; called on one thread at a time.
    package init(output: @escaping @Sendable ([UInt8]) -> Void) {
        self.output = output
    }

    /// A sink that writes to standard error.
    package static let standardError = LogSink { bytes in FileHandle.standardError.write(Data(bytes)) }

    /// Takes a line, without its end.
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

    /// Writes what waits, and returns when it is written.
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
