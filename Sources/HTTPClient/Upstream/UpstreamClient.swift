package import HTTPKit
package import Primitives
import Synchronization

/// Sends the calls of one connection according to the rate-limit policy of its tracker.
///
/// In this order: equal reads in flight share one call; a read is made conditional if the cache has a response; the
/// circuit breaker and the budget allow, delay or refuse the call; failed calls that are safe to repeat are retried;
/// redirects are followed as far as the request allows; and the transport, which checks each address, sends it.
package final class UpstreamClient: HTTPTransport {
    /// Waits for a duration; throws `CancellationError` if the task is cancelled.
    package typealias Sleep = @Sendable (Duration) async throws -> Void

    let transport: any HTTPTransport
    let policy: UpstreamPolicy
    let clock: any WallClock
    let sleep: Sleep
    private let expiry: Sleep
    let random: @Sendable () -> Double
    let observer: (any UpstreamObserver)?
    let state: Mutex<UpstreamState>
    let slots: CallSlots
    /// Limits writes to one at a time; nil if the policy does not require this.
    let writeLane: CallSlots?
    private let cache: (any ConditionalCache)?
    let reads = InFlightReads()

    /// Creates a client. `clock`, `sleep`, `expiry` and `random` are replaced in tests.
    /// - Parameters:
    ///   - expiry: Waits until a read that shares another one's call gives up.
    ///   - random: The source of jitter, a number in 0..<1.
    package init(
        transport: any HTTPTransport, policy: UpstreamPolicy, cache: (any ConditionalCache)? = nil,
        clock: any WallClock = SystemClock(),
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) },
        expiry: @escaping Sleep = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        observer: (any UpstreamObserver)? = nil
    ) {
        self.transport = transport
        self.policy = policy
        self.cache = cache
        self.clock = clock
        self.sleep = sleep
        self.expiry = expiry
        self.random = random
        self.observer = observer
        state = Mutex(UpstreamState(policy))
        slots = CallSlots(limit: policy.maximumConcurrentCalls)
        writeLane = policy.serializesWrites ? CallSlots(limit: 1) : nil
    }

    /// The current state of the budgets, the circuit breaker and the calls.
    package var budget: BudgetSnapshot {
        let now = clock.now()
        return state.withLock { BudgetSnapshot($0, at: now) }
    }

    /// Sends a request according to the policy, and waits for its response.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        if request.isWrite {
            // A read that begins after the write must not share the response of one that began before or during it.
            state.withLock { $0.markWrite() }
            defer { state.withLock { $0.markWrite() } }
            return try await attempt(request)
        }
        let key = InFlightReads.Key(request, generation: state.withLock { $0.markRead(request.sharing) })
        let limits = InFlightReads.Limits(total: request.patience + request.timeout, sleep: expiry)
        let start = clock.now()
        do {
            let answer = try await reads.share(key, within: limits) { try await self.read(request) }
            if answer.isShared { state.withLock { $0.calls.coalesced += 1 } }
            return answer.response
        } catch is InFlightReads.Outlasted {
            var rest = request
            rest.patience = max(.zero, request.patience - (clock.now() - start))
            return try await read(rest)
        }
    }

    /// A read, conditional if the cache has a response.
    private func read(_ request: ClientRequest) async throws -> ClientResponse {
        guard let cache, Revalidation.applies(to: request) else { return try await attempt(request) }
        let key = Revalidation.key(of: request)
        let kept = await cache.entry(for: key)
        let response = try await attempt(kept.map { Revalidation.conditional(request, on: $0) } ?? request)
        if let kept, response.status == 304 {
            state.withLock { $0.calls.notModified += 1 }
            return Revalidation.freshened(kept, by: response)
        }
        if let entry = Revalidation.entry(for: response, at: clock.now()) { await cache.store(entry, for: key) }
        return response
    }
}
