import HTTPKit
import Synchronization
import Testing

@testable import HTTPClient

/// A resolver with a fixed result that counts its calls.
final class FixedResolver: HostResolver {
    private let answer: Mutex<Result<[IPAddress], HostResolutionError>>
    private let calls = Atomic<Int>(0)

    init(_ addresses: [String]) { answer = Mutex(.success(addresses.compactMap { IPAddress($0) })) }
    init(_ error: HostResolutionError) { answer = Mutex(.failure(error)) }

    func answer(with addresses: [String]) { answer.withLock { $0 = .success(addresses.compactMap { IPAddress($0) }) } }
    var count: Int { calls.load(ordering: .relaxed) }

    func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        calls.add(1, ordering: .relaxed)
        return try answer.withLock { $0 }.get()
    }
}

struct AddressGuardTests {
    @Test func `a name that resolves inward is refused`() async throws {
        let guarded = AddressGuard(.publicOnly, resolver: FixedResolver(["93.184.216.34", "169.254.169.254"]))
        let error = await #expect(throws: TransportError.self) {
            try await guarded.check("https://metadata.example/latest?key=secret")
        }
        #expect(error?.kind == .addressRefused)
        #expect(error?.requestMayHaveBeenProcessed == false)
        #expect(error?.detail.contains("secret") == false)
    }

    @Test func `a public name is pinned to its addresses`() async throws {
        let guarded = AddressGuard(.publicOnly, resolver: FixedResolver(["93.184.216.34", "2606:4700::1"]))
        let url = try #require(UpstreamURL("https://tracker.example:8443/x"))
        let destination = try await guarded.clear(url, within: .seconds(1))
        #expect(destination.pin == "tracker.example:8443:93.184.216.34,[2606:4700::1]")
        #expect(destination.permits(try #require(IPAddress("93.184.216.35"))))
        #expect(!destination.permits(try #require(IPAddress("127.0.0.1"))))
    }

    @Test(arguments: [
        (HostResolutionError.noAddress, TransportError.Kind.nameResolution), (.failed("x"), .nameResolution),
        (.timeout, .timeout),
        (.cancelled, .cancelled),
    ])
    func `a failed lookup has an error message`(_ pair: (HostResolutionError, TransportError.Kind)) async {
        let guarded = AddressGuard(.publicOnly, resolver: FixedResolver(pair.0))
        let error = await #expect(throws: TransportError.self) { try await guarded.check("https://tracker.example/") }
        #expect(error?.kind == pair.1)
    }

    @Test func `a name without addresses is not called`() async {
        let guarded = AddressGuard(.publicOnly, resolver: FixedResolver([]))
        let error = await #expect(throws: TransportError.self) { try await guarded.check("https://tracker.example/") }
        #expect(error?.kind == .nameResolution)
    }

    @Test func `localhost of the real resolver is refused`() async {
        let error = await #expect(throws: TransportError.self) {
            try await AddressGuard(.publicOnly).check("https://localhost/")
        }
        #expect(error?.kind == .addressRefused)
    }

    @Test func `the real resolver refuses a name that cannot exist`() async {
        let error = await #expect(throws: HostResolutionError.self) {
            try await SystemResolver().addresses(of: "no-such-host.invalid", within: .seconds(10))
        }
        #expect(error != nil)
    }

    @Test func `a look-up that waited for a thread for all of its time is not begun`() async throws {
        let threads = LookupThreads(1), start = ContinuousClock.now
        let offset = Mutex(Duration.zero), lookups = Atomic(0)
        let resolver = SystemResolver(threads: threads, now: { start + offset.withLock { $0 } }) { _ in
            lookups.add(1, ordering: .relaxed)
            return []
        }
        try await threads.slots.acquire()
        let late = Task { try await resolver.addresses(of: "a.example", within: .seconds(600)) }
        #expect(await settle { threads.slots.waiting == 1 })
        offset.withLock { $0 = .seconds(600) }
        threads.slots.release()
        await #expect(throws: HostResolutionError.timeout) { try await late.value }
        #expect(lookups.load(ordering: .relaxed) == 0)
        // The thread is free again.
        #expect(try await resolver.addresses(of: "a.example", within: .seconds(600)) == [])
    }

    @Test func `look-ups that are not answered leave threads to names that were resolved before`() async throws {
        let blocked = LookupThreads(1), hanging = Mutex(false)
        let resolver = SystemResolver(threads: blocked, proven: LookupThreads(1), now: { .now }) { _ in
            if hanging.withLock({ $0 }) { throw HostResolutionError.timeout }
            return []
        }
        _ = try await resolver.addresses(of: "tracker.example", within: .seconds(600))
        // All threads for new names are in use.
        try await blocked.slots.acquire()
        let new = Task { try await resolver.addresses(of: "slow.example", within: .seconds(600)) }
        #expect(await settle { blocked.slots.waiting == 1 })
        #expect(try await resolver.addresses(of: "tracker.example", within: .seconds(600)) == [])
        // A name whose look-up timed out counts as new.
        hanging.withLock { $0 = true }
        await #expect(throws: HostResolutionError.timeout) {
            try await resolver.addresses(of: "tracker.example", within: .seconds(600))
        }
        let again = Task { try await resolver.addresses(of: "tracker.example", within: .seconds(600)) }
        #expect(await settle { blocked.slots.waiting == 2 })
        hanging.withLock { $0 = false }
        blocked.slots.release()
        #expect(try await new.value == [])
        #expect(try await again.value == [])
    }

    @Test func `expired addresses are used while a look-up is not answered`() async throws {
        let inner = FixedResolver(["192.0.2.1"]), start = ContinuousClock.now, offset = Mutex(Duration.zero)
        let isHanging = Mutex(false)
        let hanging = HangingResolver(inner: inner) { isHanging.withLock { $0 } }
        let resolver = CachingResolver(hanging) { start + offset.withLock { $0 } }
        let known = try await resolver.addresses(of: "a.example", within: .seconds(1))
        isHanging.withLock { $0 = true }
        offset.withLock { $0 = CachingResolver.lifetime }
        #expect(try await resolver.addresses(of: "a.example", within: .seconds(10)) == known)
        #expect(hanging.limit == CachingResolver.patience)
        await #expect(throws: HostResolutionError.timeout) {
            try await resolver.addresses(of: "b.example", within: .seconds(10))
        }
        offset.withLock { $0 = CachingResolver.lifetime + CachingResolver.grace }
        await #expect(throws: HostResolutionError.timeout) {
            try await resolver.addresses(of: "a.example", within: .seconds(10))
        }
    }

    @Test func `a look-up ends with its task`() async throws {
        let task = Task { try await SystemResolver().addresses(of: "localhost", within: .seconds(10)) }
        task.cancel()
        // The call ends with either the result or the cancellation, whichever is first.
        _ = await task.result
    }

    @Test func `a response is cached for its lifetime`() async throws {
        let inner = FixedResolver(["192.0.2.1"])
        let start = ContinuousClock.now
        let offset = Mutex(Duration.zero)
        let resolver = CachingResolver(inner) { start + offset.withLock { $0 } }
        _ = try await resolver.addresses(of: "a.example", within: .seconds(1))
        _ = try await resolver.addresses(of: "a.example", within: .seconds(1))
        #expect(inner.count == 1)
        _ = try await resolver.addresses(of: "b.example", within: .seconds(1))
        #expect(inner.count == 2)
        offset.withLock { $0 = CachingResolver.lifetime }
        inner.answer(with: ["192.0.2.2"])
        #expect(
            try await resolver.addresses(of: "a.example", within: .seconds(1)) == [try #require(IPAddress("192.0.2.2"))]
        )
    }

    @Test func `the cache of names is bounded`() async throws {
        let inner = FixedResolver(["192.0.2.1"])
        let resolver = CachingResolver(inner)
        for number in 0...CachingResolver.capacity {
            _ = try await resolver.addresses(of: "h\(number).example", within: .seconds(1))
        }
        _ = try await resolver.addresses(of: "h\(CachingResolver.capacity).example", within: .seconds(1))
        #expect(inner.count == CachingResolver.capacity + 1)
    }

    @Test func `a refusal names the setting that would allow the address`() async throws {
        for (setting, remedy) in [
            (nil, ""), ("SETTING", ". To allow it, add its network or host name to SETTING"),
        ] as [(String?, String)] {
            let guarded = AddressGuard(.publicOnly, setting: setting, resolver: FixedResolver(["10.0.0.1"]))
            let error = await #expect(throws: TransportError.self) { try await guarded.check("https://git.example/") }
            #expect(error?.detail == "https://git.example may not be called: private\(remedy)")
        }
    }

    @Test func `a refusal for lack of TLS suggests https`() async throws {
        let guarded = AddressGuard(.publicOnly, setting: "SETTING", resolver: FixedResolver(["93.184.216.34"]))
        let error = await #expect(throws: TransportError.self) { try await guarded.check("http://git.example:81/api") }
        #expect(
            error?.detail == "http://git.example:81 may not be called: https is required. "
                + "Use https://git.example:81, or, to allow http, add its network or host name to SETTING")
    }
}

/// A resolver whose look-ups time out on request.
private final class HangingResolver: HostResolver {
    private let inner: any HostResolver
    private let isHanging: @Sendable () -> Bool
    private let last = Mutex(Duration.zero)

    init(inner: any HostResolver, isHanging: @escaping @Sendable () -> Bool) {
        self.inner = inner
        self.isHanging = isHanging
    }

    /// The time that the last look-up was given.
    var limit: Duration { last.withLock { $0 } }

    func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        last.withLock { $0 = timeout }
        if isHanging() { throw HostResolutionError.timeout }
        return try await inner.addresses(of: host, within: timeout)
    }
}
