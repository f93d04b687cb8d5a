import Dispatch
import Glibc
import Primitives
import Synchronization

/// The resolver of the system, `getaddrinfo`. It blocks, so it runs on Dispatch's threads.
///
/// A lookup whose name server does not answer blocks its thread for half a minute. Names that were resolved before have
/// threads of their own, so that names that are new, or whose last lookup timed out, cannot use up all of them.
package struct SystemResolver: HostResolver {
    /// The maximum number of concurrent lookups of either kind of names, each of which blocks a thread. If the name
    /// servers hang, they block no more than twice as many.
    static let maximumConcurrentLookups = 4

    private static let timers = DispatchQueue(label: "resolver-timers")

    private let threads: LookupThreads
    private let proven: LookupThreads
    private let names = ProvenNames()
    private let now: @Sendable () -> ContinuousClock.Instant
    private let lookUp: @Sendable (String) throws -> [IPAddress]

    /// Creates a resolver with its own threads, so that two of them do not delay each other.
    package init() {
        let (threads, proven) = (
            LookupThreads(Self.maximumConcurrentLookups), LookupThreads(Self.maximumConcurrentLookups)
        )
        self.init(threads: threads, proven: proven, now: { .now }) { try Self.lookUp($0) }
    }

    /// - Parameters:
    ///   - proven: The threads for names that were resolved before; nil for the same.
    ///   - lookUp: Looks up a name; it may block its thread.
    init(
        threads: LookupThreads, proven: LookupThreads? = nil, now: @escaping @Sendable () -> ContinuousClock.Instant,
        lookUp: @escaping @Sendable (String) throws -> [IPAddress]
    ) {
        self.threads = threads
        self.proven = proven ?? threads
        self.now = now
        self.lookUp = lookUp
    }

    /// Calls `getaddrinfo`. If the timeout expires or the caller is cancelled, the lookup continues in the background,
    /// and its result is discarded. The timeout includes the wait for a slot.
    package func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        do {
            let addresses = try await addresses(
                of: host, within: timeout, on: names.contains(host) ? proven : threads)
            names.insert(host)
            return addresses
        } catch HostResolutionError.timeout {
            names.remove(host)
            throw HostResolutionError.timeout
        }
    }

    private func addresses(of host: String, within timeout: Duration, on threads: LookupThreads) async throws
        -> [IPAddress]
    {
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

/// The names whose last lookup was answered.
private final class ProvenNames: Sendable {
    /// When this many names are stored, all are forgotten.
    private static let capacity = 4_096

    private let names = Mutex<Set<String>>([])

    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }

    func insert(_ name: String) {
        names.withLock { names in
            if names.count >= Self.capacity { names = [] }
            names.insert(name)
        }
    }

    func remove(_ name: String) { names.withLock { _ = $0.remove(name) } }
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
