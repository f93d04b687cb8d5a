import Dispatch
import Glibc
import Primitives
import Synchronization

/// The machine's resolver, `getaddrinfo`, on Dispatch's threads, since it blocks.
public struct SystemResolver: HostResolver {
    /// How many look-ups block a thread at a time. A resolver that hangs keeps that many threads, and no more.
    static let maximumConcurrentLookups = 8

    private static let slots = CallSlots(limit: maximumConcurrentLookups)
    private static let queue = DispatchQueue(label: "resolver", attributes: .concurrent)

    /// Makes a resolver.
    public init() {}

    /// Asks `getaddrinfo`; a look-up that outlives its caller goes on in the background and is thrown away.
    public func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        let answer = SingleAnswer()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.await(continuation)
                Task {
                    try await Self.slots.acquire()
                    Self.queue.async {
                        answer.give(Result { try Self.lookUp(host) })
                        Self.slots.release()
                    }
                }
                Self.queue.asyncAfter(deadline: .now() + timeout.inSeconds) { answer.give(.failure(HostResolutionError.timeout)) }
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
