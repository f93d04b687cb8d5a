import Dispatch
import Glibc
import Primitives
import Synchronization

/// The resolver of the system, `getaddrinfo`. It blocks, so it runs on Dispatch's threads.
package struct SystemResolver: HostResolver {
    /// The maximum number of concurrent lookups, each of which blocks a thread. If the resolver hangs, it blocks no
    /// more than this many.
    static let maximumConcurrentLookups = 8

    private static let shared = LookupThreads(maximumConcurrentLookups)
    private static let timers = DispatchQueue(label: "resolver-timers")

    private let threads: LookupThreads
    private let now: @Sendable () -> ContinuousClock.Instant
    private let lookUp: @Sendable (String) throws -> [IPAddress]

    package init() { self.init(threads: Self.shared, now: { .now }) { try Self.lookUp($0) } }

    /// - Parameter lookUp: Looks up a name; it may block its thread.
    init(
        threads: LookupThreads, now: @escaping @Sendable () -> ContinuousClock.Instant,
        lookUp: @escaping @Sendable (String) throws -> [IPAddress]
    ) {
        self.threads = threads
        self.now = now
        self.lookUp = lookUp
    }

    /// Calls `getaddrinfo`. If the timeout expires or the caller is cancelled, the lookup continues in the background,
    /// and its result is discarded. The timeout includes the wait for a slot.
    package func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        let deadline = now() + timeout
        do {
            try await threads.slots.acquire { try await Task.sleep(for: timeout) }
        } catch is CallSlots.TimedOut {
            throw HostResolutionError.timeout
        } catch {
            throw HostResolutionError.cancelled
        }
        let rest = deadline - now()
        guard rest > .zero else {
            threads.slots.release()
            throw HostResolutionError.timeout
        }
        let answer = SingleAnswer()
        threads.run { [lookUp] in answer.give(Result { try lookUp(host) }) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.await(continuation)
                Self.timers.asyncAfter(deadline: .now() + rest.inSeconds) {
                    answer.give(.failure(HostResolutionError.timeout))
                }
            }
        } onCancel: {
            answer.give(.failure(HostResolutionError.cancelled))
        }
    }

    private static func lookUp(_ host: String) throws(HostResolutionError) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else {
            throw code == EAI_NONAME ? .noAddress : .failed(String(cString: gai_strerror(code)))
        }
        return sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }
            .compactMap { $0?.pointee.ai_addr.flatMap { IPAddress($0) } }
    }
}

/// Threads for lookups, one per slot. Serial queues get their own threads, whereas a concurrent queue shares the few
/// threads of Swift tasks, and waits while these are busy.
final class LookupThreads: Sendable {
    let slots: CallSlots
    private let queues: Mutex<[DispatchQueue]>

    init(_ count: Int) {
        slots = CallSlots(limit: count)
        queues = Mutex((0..<count).map { DispatchQueue(label: "resolver-\($0)") })
    }

    /// Runs a lookup on a free queue, then releases the queue and the slot, which the caller holds.
    func run(_ lookup: @escaping @Sendable () -> Void) {
        // There are as many queues as slots, so one is free.
        let queue = queues.withLock { $0.popLast() } ?? DispatchQueue(label: "resolver")
        queue.async { [self] in
            lookup()
            queues.withLock { $0.append(queue) }
            slots.release()
        }
    }
}

/// A continuation that is resumed with the first result; later ones are ignored.
private final class SingleAnswer: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<[IPAddress], any Error>)
        case answered(Result<[IPAddress], any Error>)
        case over
    }

    private let state = Mutex(State.new)

    /// Sets the continuation, and resumes it if there is a result already.
    func await(_ continuation: CheckedContinuation<[IPAddress], any Error>) {
        let early: Result<[IPAddress], any Error>? = state.withLock { state in
            guard case .answered(let result) = state else {
                state = .waiting(continuation)
                return nil
            }
            state = .over
            return result
        }
        if let early { continuation.resume(with: early) }
    }

    func give(_ result: Result<[IPAddress], any Error>) {
        let waiting: CheckedContinuation<[IPAddress], any Error>? = state.withLock { state in
            switch state {
            case .new: state = .answered(result)
            case .waiting(let continuation):
                state = .over
                return continuation
            case .answered, .over: break
            }
            return nil
        }
        waiting?.resume(with: result)
    }
}
