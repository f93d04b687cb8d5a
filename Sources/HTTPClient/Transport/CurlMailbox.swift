import CLibCurl
import Synchronization

/// A command of another thread to the transport's thread.
enum CurlCommand: Sendable {
    /// Starts a transfer.
    case start(CurlOrder)
    /// Ends the transfer with this id, if it is still running.
    case cancel(UInt64)
    /// Ends all transfers and the thread.
    case stop
}

/// The queue of commands to the transport's thread, which it wakes from `curl_multi_poll`.
final class CurlMailbox: Sendable {
    /// `@unchecked Sendable`: `curl_multi_wakeup` is the only function that any thread may call on a multi handle. The
    /// pointer is cleared, under the lock, before the handle is freed, so that no thread uses a freed handle.
    private struct State: @unchecked Sendable {
        var commands: [CurlCommand] = []
        var multi: UnsafeMutableRawPointer?
        /// Whether the thread has freed the handle and all sockets.
        var isReleased = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(waking multi: UnsafeMutableRawPointer) { state = Mutex(State(multi: multi)) }

    /// Enqueues a command, and wakes the thread; returns false if the thread has ended.
    func post(_ command: CurlCommand) -> Bool {
        state.withLock { state in
            guard let multi = state.multi else { return false }
            state.commands.append(command)
            curl_multi_wakeup(multi)
            return true
        }
    }

    /// Removes and returns all commands, in order.
    func take() -> [CurlCommand] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Rejects further commands, and returns those that have not been executed.
    func close() -> [CurlCommand] {
        state.withLock { state in
            defer {
                state.commands = []
                state.multi = nil
            }
            return state.commands
        }
    }

    /// Called by the thread when it has freed the handle and all sockets.
    func release() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isReleased = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when the thread has freed the handle and all sockets.
    func waitForRelease() async {
        await withCheckedContinuation { continuation in
            let isReleased = state.withLock { state in
                if !state.isReleased { state.waiting.append(continuation) }
                return state.isReleased
            }
            if isReleased { continuation.resume() }
        }
    }
}
