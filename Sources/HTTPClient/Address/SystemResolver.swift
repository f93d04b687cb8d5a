import Dispatch
import Glibc
import Primitives
import Synchronization

/// The machine's resolver, `getaddrinfo`, on Dispatch's threads, since it blocks.
package struct SystemResolver: HostResolver {
    /// How many look-ups block a thread at a time. A resolver that hangs keeps that many threads, and no more.
    static let maximumConcurrentLookups = 8

    private static let slots = CallSlots(limit: maximumConcurrentLookups)
    /// One queue for each slot. Serial queues get threads of their own, whereas a concurrent one shares the few that
    /// tasks run on, and waits while those are busy.
    private static let queues = Mutex((0..<maximumConcurrentLookups).map { DispatchQueue(label: "resolver-\($0)") })
    private static let timers = DispatchQueue(label: "resolver-timers")

    /// Makes a resolver.
    package init() {}

    /// Asks `getaddrinfo`; a look-up that outlives its caller goes on in the background and is thrown away.
    package func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        do {
            try await Self.slots.acquire { try await Task.sleep(for: timeout) }
        } catch is CallSlots.TimedOut {
            throw HostResolutionError.timeout
        } catch {
            throw HostResolutionError.cancelled
        }
        let answer = SingleAnswer()
        Self.start(host, answer)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.await(continuation)
                Self.timers.asyncAfter(deadline: .now() + timeout.inSeconds) {
                    answer.give(.failure(HostResolutionError.timeout))
                }
            }
        } onCancel: {
            answer.give(.failure(HostResolutionError.cancelled))
        }
    }

    /// Looks a name up on a free queue, and gives queue and slot back.
    private static func start(_ host: String, _ answer: SingleAnswer) {
        // There are as many queues as slots, and this caller holds a slot.
        let queue = queues.withLock { $0.popLast() } ?? DispatchQueue(label: "resolver")
        queue.async {
            answer.give(Result { try lookUp(host) })
            queues.withLock { $0.append(queue) }
            slots.release()
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

/// A continuation that takes the first answer and ignores the others.
private final class SingleAnswer: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<[IPAddress], any Error>)
        case answered(Result<[IPAddress], any Error>)
        case over
    }

    private let state = Mutex(State.new)

    /// Waits for the answer, which may have come before.
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

    /// Gives an answer.
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
