import CLibCurl
import Synchronization

/// What other threads ask of the transport's thread.
enum CurlCommand: Sendable {
    /// Start a transfer.
    case start(CurlOrder)
    /// End the transfer of that id, if it still runs.
    case cancel(UInt64)
    /// End everything, and the thread.
    case stop
}

/// The way into the transport's thread: commands, and a wake-up for `curl_multi_poll`.
final class CurlMailbox: Sendable {
    /// `curl_multi_wakeup` is the one function that any thread may call on a multi handle. The pointer is dropped,
    /// under the lock, before the handle is freed, so no thread can wake a handle that is gone.
    private struct State: @unchecked Sendable {
        var commands: [CurlCommand] = []
        var multi: UnsafeMutableRawPointer?
    }

    private let state: Mutex<State>

    /// Wakes `multi`.
    init(waking multi: UnsafeMutableRawPointer) { state = Mutex(State(multi: multi)) }

    /// Leaves a command; false when the thread has ended.
    func post(_ command: CurlCommand) -> Bool {
        state.withLock { state in
            guard let multi = state.multi else { return false }
            state.commands.append(command)
            curl_multi_wakeup(multi)
            return true
        }
    }

    /// Takes all commands, in order.
    func take() -> [CurlCommand] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Takes no command from now on, and gives back those that nobody took.
    func close() -> [CurlCommand] {
        state.withLock { state in
            defer { state = State() }
            return state.commands
        }
    }
}
