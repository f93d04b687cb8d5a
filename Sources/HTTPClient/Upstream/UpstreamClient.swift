package import HTTPKit
package import Primitives
import Synchronization

/// Carries the calls of one connection with the manners that its tracker asks for.
///
/// In this order: equal reads in flight share one call; a read is made conditional on what the cache has; the breaker
/// and the budget let it through, hold it back, or refuse it; what failed and is safe to repeat is repeated; redirects
/// are followed as far as the request asks; the transport, which checks each address, carries it.
package final class UpstreamClient: HTTPTransport {
    /// Waits; throws `CancellationError` when the task is cancelled.
    package typealias Sleep = @Sendable (Duration) async throws -> Void

    let transport: any HTTPTransport
    let policy: UpstreamPolicy
    let clock: any WallClock
    let sleep: Sleep
    let random: @Sendable () -> Double
    let observer: (any UpstreamObserver)?
    let state: Mutex<UpstreamState>
    let slots: CallSlots
    /// One write at a time, where the policy asks for it.
    let writeLane: CallSlots?
    private let cache: (any ConditionalCache)?
    let reads = InFlightReads()

    /// Makes a client; clock, sleep and random are for tests to replace.
    /// - Parameter random: The source of jitter, from 0 to below 1.
    package init(
        transport: any HTTPTransport, policy: UpstreamPolicy, cache: (any ConditionalCache)? = nil,
        clock: any WallClock = SystemClock(),
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        observer: (any UpstreamObserver)? = nil
    ) {
        self.transport = transport
        self.policy = policy
        self.cache = cache
        self.clock = clock
        self.sleep = sleep
        self.random = random
        self.observer = observer
        state = Mutex(UpstreamState(policy))
        slots = CallSlots(limit: policy.maximumConcurrentCalls)
        writeLane = policy.serializesWrites ? CallSlots(limit: 1) : nil
    }

    /// How the calls go.
    package var budget: BudgetSnapshot {
        let now = clock.now()
        return state.withLock { BudgetSnapshot($0, at: now) }
    }

    /// Sends a request with all the manners, and waits for its response.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        if request.isWrite {
            // A read that began before the write, or during it, must not answer one that begins after.
            state.withLock { $0.markWrite() }
            defer { state.withLock { $0.markWrite() } }
            return try await attempt(request)
        }
        let isShared = ReadSharing.isWithEarlier
        let key = InFlightReads.Key(request, generation: state.withLock { $0.markRead(isShared: isShared) })
        let answer = try await reads.share(key) { try await self.read(request) }
        if answer.isShared { state.withLock { $0.calls.coalesced += 1 } }
        return answer.response
    }

    /// A read, conditional where the cache has something.
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
