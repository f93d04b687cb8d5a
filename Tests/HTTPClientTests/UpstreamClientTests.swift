import HTTPKit
import HTTPTypes
import Primitives
import Synchronization
import Testing

@testable import HTTPClient

struct UpstreamClientTests {
    let time = TestTime()
    let url = "https://tracker.example/issues"

    func client(
        _ transport: any HTTPTransport, _ policy: UpstreamPolicy = UpstreamPolicy(),
        cache: (any ConditionalCache)? = nil,
        observer: (any UpstreamObserver)? = nil
    ) -> UpstreamClient {
        UpstreamClient(
            transport: transport, policy: policy, cache: cache, clock: time, sleep: time.sleep, random: { 1 },
            observer: observer)
    }

    // MARK: Retries

    @Test func `a bad gateway is retried and then succeeds`() async throws {
        let transport = ScriptedTransport { _, number in ClientResponse(status: number < 2 ? 502 : 200) }
        let client = client(transport)
        #expect(try await client.send(ClientRequest(.get, url)).status == 200)
        #expect(time.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(client.budget.calls.sent == 3)
        #expect(client.budget.calls.retried == 2)
        #expect(client.budget.calls.failed == 2)
        #expect(client.budget.breaker.failures == 0)
    }

    @Test func `the response to the last attempt is returned to the caller`() async throws {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 503) }
        #expect(try await client(transport).send(ClientRequest(.get, url)).status == 503)
        #expect(transport.requests.count == 3)
    }

    @Test func `a write that may have arrived is performed once`() async throws {
        let transport = ScriptedTransport { _, _ in
            throw TransportError(.connectionLost, requestMayHaveBeenProcessed: true)
        }
        await #expect(throws: TransportError(.connectionLost, requestMayHaveBeenProcessed: true)) {
            try await client(transport).send(ClientRequest(.post, url, body: [1]))
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `a write that was never sent is tried again`() async throws {
        let transport = ScriptedTransport { _, number in
            if number == 0 { throw TransportError(.connect) }
            return ClientResponse(status: 201)
        }
        #expect(try await client(transport).send(ClientRequest(.post, url, body: [1])).status == 201)
        #expect(transport.requests.count == 2)
    }

    @Test func `503 never repeats a write, whatever the tracker's rules say`() async throws {
        let policy = UpstreamPolicy { _, now in RateObservation(throttledUntil: now + .seconds(1)) }
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 503, headers: [.retryAfter: "1"]) }
        #expect(try await client(transport, policy).send(ClientRequest(.post, url, body: [1])).status == 503)
        #expect(transport.requests.count == 1)
    }

    @Test func `a wait or window of ages ends after a day`() async throws {
        let policy = UpstreamPolicy { _, _ in
            RateObservation(
                remaining: .min, resetsAt: Timestamp(microseconds: .max), throttledUntil: Timestamp(microseconds: .max))
        }
        let client = client(ScriptedTransport { _, _ in ClientResponse(status: 429) }, policy)
        for _ in 0..<2 {
            await #expect(throws: TransportError.self) { try await client.send(ClientRequest(.get, url)) }
        }
        #expect(client.state.withLock { $0.budget.wait(for: nil, at: time.now()) } <= .seconds(86_400))
    }

    @Test func `a response shows whether it follows an attempt that may have been processed`() async throws {
        let lost = ScriptedTransport { _, number in
            if number == 0 { throw TransportError(.connectionLost, requestMayHaveBeenProcessed: true) }
            return ClientResponse(status: 404)
        }
        #expect(try await client(lost).send(ClientRequest(.delete, url)).followsLostReply)
        let behind = ScriptedTransport { _, number in ClientResponse(status: number == 0 ? 504 : 404) }
        #expect(try await client(behind).send(ClientRequest(.delete, url)).followsLostReply)
        let unsent = ScriptedTransport { _, number in
            if number == 0 { throw TransportError(.connect) }
            return ClientResponse(status: 404)
        }
        #expect(try await !client(unsent).send(ClientRequest(.delete, url)).followsLostReply)
        let limited = ScriptedTransport { _, number in
            number == 0 ? ClientResponse(status: 429, headers: [.retryAfter: "1"]) : ClientResponse(status: 404)
        }
        #expect(try await !client(limited).send(ClientRequest(.delete, url)).followsLostReply)
    }

    @Test func `429 waits for the requested time`() async throws {
        let transport = ScriptedTransport { _, number in
            number == 0 ? ClientResponse(status: 429, headers: [.retryAfter: "7"]) : ClientResponse(status: 200)
        }
        let client = client(transport)
        #expect(try await client.send(ClientRequest(.post, url, body: [1])).status == 200)
        #expect(time.sleeps == [.seconds(7)])
        #expect(client.budget.calls.throttled == 1)
        #expect(client.budget.breaker.failures == 0)
    }

    @Test func `429 with a longer delay than the caller accepts is returned, and blocks the next call`() async throws {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 429, headers: [.retryAfter: "60"]) }
        let client = client(transport)
        #expect(try await client.send(ClientRequest(.get, url)).status == 429)
        await #expect(
            throws: TransportError(.throttled(retryAfter: .seconds(60)), detail: "the server's rate limit is used up")
        ) {
            try await client.send(ClientRequest(.get, url))
        }
        #expect(transport.requests.count == 1)
        #expect(client.budget.calls.refused == 1)
    }

    @Test func `a cancelled call is not repeated`() async throws {
        let transport = ScriptedTransport { _, _ in throw TransportError(.cancelled) }
        await #expect(throws: TransportError(.cancelled)) { try await client(transport).send(ClientRequest(.get, url)) }
        #expect(transport.requests.count == 1)
    }

    @Test func `redirects are followed as far as the request allows`() async throws {
        let transport = ScriptedTransport { request, _ in
            request.url.hasSuffix("/issues")
                ? ClientResponse(status: 301, headers: [.location: "/moved"]) : ClientResponse(status: 200)
        }
        #expect(try await client(transport).send(ClientRequest(.get, url, followsRedirects: 5)).status == 200)
        #expect(try await client(transport).send(ClientRequest(.get, url)).status == 301)
    }

    // MARK: Circuit breaker

    @Test func `failures in a row open the breaker, and a probe closes it`() async throws {
        let isUp = Atomic(false)
        let transport = ScriptedTransport { _, _ in
            if !isUp.load(ordering: .relaxed) { throw TransportError(.connect) }
            return ClientResponse(status: 200)
        }
        let client = client(transport, UpstreamPolicy(retry: .none))
        for _ in 0..<10 {
            await #expect(throws: TransportError(.connect)) { try await client.send(ClientRequest(.get, url)) }
        }
        let error = await #expect(throws: TransportError.self) { try await client.send(ClientRequest(.get, url)) }
        #expect(error?.kind == .circuitOpen(retryAfter: .seconds(30)))
        #expect(error?.requestMayHaveBeenProcessed == false)
        #expect(transport.requests.count == 10)
        #expect(client.budget.breaker.state == .open)
        #expect(client.budget.breaker.openUntil == time.now() + .seconds(30))
        #expect(client.budget.breaker.openedAt == time.now())
        isUp.store(true, ordering: .relaxed)
        time.advance(by: .seconds(30))
        #expect(try await client.send(ClientRequest(.get, url)).status == 200)
        #expect(client.budget.breaker.state == .closed)
    }

    @Test func `only one call probes`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { request, _ in
            if request.method == .put { throw TransportError(.connect) }
            try await gate.pass()
            return ClientResponse(status: 200)
        }
        let client = client(transport, UpstreamPolicy(retry: .none, breaker: BreakerPolicy(failures: 1)))
        _ = try? await client.send(ClientRequest(.put, url, body: []))
        time.advance(by: .seconds(30))
        async let probe = client.send(ClientRequest(.get, url))
        await gate.arrived()
        #expect(client.budget.breaker.state == .halfOpen)
        let error = await #expect(throws: TransportError.self) {
            try await client.send(ClientRequest(.get, url + "/2"))
        }
        #expect(error?.kind == .circuitOpen(retryAfter: CircuitBreaker.probeWait))
        gate.open()
        #expect(try await probe.status == 200)
    }

    @Test func `a refusal shows whether the call was sent before it`() async throws {
        let transport = ScriptedTransport { _, _ in throw TransportError(.timeout) }
        let client = client(transport, UpstreamPolicy(breaker: BreakerPolicy(failures: 1)))
        let first = await #expect(throws: TransportError.self) { try await client.send(ClientRequest(.get, url)) }
        let second = await #expect(throws: TransportError.self) { try await client.send(ClientRequest(.get, url)) }
        #expect(transport.requests.count == 1)
        #expect(first?.isCircuitOpen == true && second?.isCircuitOpen == true)
        #expect(first?.followsAnAttempt == true)
        #expect(second?.followsAnAttempt == false)
    }

    @Test(arguments: [400, 401, 403, 404, 409, 410, 422, 429])
    func `a 4xx response is not a failure of the server`(_ status: Int) async throws {
        let client = client(ScriptedTransport { _, _ in ClientResponse(status: status) }, UpstreamPolicy(retry: .none))
        for _ in 0..<20 { _ = try await client.send(ClientRequest(.get, url)) }
        #expect(client.budget.breaker.state == .closed)
    }

    @Test func `all server errors count, whatever their status`() async throws {
        let client = client(ScriptedTransport { _, _ in ClientResponse(status: 500) })
        for _ in 0..<10 { _ = try await client.send(ClientRequest(.get, url)) }
        #expect(client.budget.breaker.state == .open)
    }

    @Test func `a refused address does not count as a failure of the server`() async throws {
        let client = client(ScriptedTransport { _, _ in throw TransportError(.addressRefused) })
        for _ in 0..<20 {
            await #expect(throws: TransportError(.addressRefused)) { try await client.send(ClientRequest(.get, url)) }
        }
        #expect(client.budget.breaker.state == .closed)
        #expect(client.budget.calls.refused == 20)
        #expect(client.budget.calls.sent == 0)
    }

    // MARK: Budget

    private let rated = UpstreamPolicy(retry: .none) { response, _ in
        RateObservation(
            resource: response.headers[HTTPField.Name("x-resource")!] ?? "core", limit: 5000,
            remaining: response.headers[HTTPField.Name("x-remaining")!].flatMap { Int($0) },
            resetsAt: response.headers[HTTPField.Name("x-reset")!].flatMap { Int64($0) }.map { Timestamp(seconds: $0) })
    }

    private func remaining(_ number: Int, resetsIn: Int64) -> ClientResponse {
        let reset = time.now().seconds + resetsIn
        return ClientResponse(
            status: 200, headers: [HTTPField.Name("x-remaining")!: "\(number)", HTTPField.Name("x-reset")!: "\(reset)"])
    }

    @Test func `a spent budget is waited for when the wait is short`() async throws {
        let client = client(ScriptedTransport { _, _ in remaining(0, resetsIn: 5) }, rated)
        _ = try await client.send(ClientRequest(.get, url))
        _ = try await client.send(ClientRequest(.get, url))
        #expect(time.sleeps == [.seconds(5)])
    }

    @Test func `a used-up budget refuses the call if the wait is long`() async throws {
        let client = client(ScriptedTransport { _, _ in remaining(0, resetsIn: 3000) }, rated)
        _ = try await client.send(ClientRequest(.get, url))
        let error = await #expect(throws: TransportError.self) { try await client.send(ClientRequest(.get, url)) }
        #expect(error?.kind == .throttled(retryAfter: .seconds(3000)))
        #expect(time.sleeps.isEmpty)
        #expect(try await client.send(ClientRequest(.get, url, patience: .seconds(4000))).status == 200)
        #expect(time.sleeps == [.seconds(3000)])
    }

    @Test func `the snapshot shows what the server reported`() async throws {
        let client = client(ScriptedTransport { _, _ in remaining(4321, resetsIn: 60) }, rated)
        _ = try await client.send(ClientRequest(.get, url, resource: "core"))
        #expect(
            client.budget.resources == [
                BudgetSnapshot.Resource(
                    resource: "core", limit: 5000, remaining: 4321, resetsAt: time.now() + .seconds(60),
                    throttledUntil: nil)
            ])
        #expect(client.budget.throttledUntil == nil)
        #expect(client.budget.inFlight == 0)
    }

    @Test func `writes keep their distance`() async throws {
        let client = client(
            ScriptedTransport { _, _ in ClientResponse(status: 201) }, UpstreamPolicy(minimumWriteSpacing: .seconds(1)))
        for _ in 0..<3 { _ = try await client.send(ClientRequest(.post, url, body: [1])) }
        _ = try await client.send(ClientRequest(.get, url))
        #expect(time.sleeps == [.seconds(1), .seconds(1)])
    }

    @Test func `only one write runs at a time, and reads overtake it`() async throws {
        let gate = Gate()
        let held = HeldSleep()
        let transport = ScriptedTransport { request, _ in
            if request.isWrite { try await gate.pass() }
            return ClientResponse(status: 200)
        }
        let client = UpstreamClient(
            transport: transport, policy: UpstreamPolicy(serializesWrites: true), clock: time, sleep: held.sleep)
        async let first = client.send(ClientRequest(.post, url, body: [1]))
        await gate.arrived()
        async let second = client.send(ClientRequest(.post, url, body: [2]))
        #expect(await settle { client.writeLane?.waiting == 1 })
        #expect(try await client.send(ClientRequest(.get, url)).status == 200)
        #expect(transport.requests.filter(\.isWrite).count == 1)
        gate.open()
        _ = try await (first, second)
        #expect(transport.requests.filter(\.isWrite).map(\.body) == [[1], [2]])
    }

    @Test func `no more calls are in flight than the policy allows`() async throws {
        let gate = Gate()
        let held = HeldSleep()
        let transport = ScriptedTransport { _, _ in
            try await gate.pass()
            return ClientResponse(status: 200)
        }
        let client = UpstreamClient(
            transport: transport, policy: UpstreamPolicy(maximumConcurrentCalls: 3), clock: time, sleep: held.sleep)
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask { _ = try await client.send(ClientRequest(.get, "\(url)/\(number)")) }
            }
            await gate.arrived(3)
            #expect(await settle { client.slots.waiting == 17 })
            #expect(client.budget.inFlight == 3)
            gate.open()
            try await group.waitForAll()
        }
        #expect(client.budget.inFlight == 0)
        #expect(client.budget.calls.sent == 20)
    }

    @Test func `a caller who waits too long for a turn gets an error`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { _, _ in
            try await gate.pass()
            return ClientResponse(status: 200)
        }
        let client = client(transport, UpstreamPolicy(maximumConcurrentCalls: 1))
        async let first = client.send(ClientRequest(.get, url))
        await gate.arrived()
        let error = await #expect(throws: TransportError.self) {
            try await client.send(ClientRequest(.get, url + "/2"))
        }
        #expect(error?.kind == .throttled(retryAfter: .seconds(1)))
        gate.open()
        _ = try await first
    }

    @Test func `cancelling a waiting task loses no turn`() async throws {
        let gate = Gate()
        let held = HeldSleep()
        let transport = ScriptedTransport { _, _ in
            try await gate.pass()
            return ClientResponse(status: 200)
        }
        let client = UpstreamClient(
            transport: transport, policy: UpstreamPolicy(maximumConcurrentCalls: 1), clock: time, sleep: held.sleep)
        async let first = client.send(ClientRequest(.get, url))
        await gate.arrived()
        let second = Task { try await client.send(ClientRequest(.get, url + "/2")) }
        #expect(await settle { client.slots.waiting == 1 })
        second.cancel()
        let error = await #expect(throws: TransportError.self) { try await second.value }
        #expect(error?.kind == .cancelled)
        gate.open()
        _ = try await first
        #expect(try await client.send(ClientRequest(.get, url + "/3")).status == 200)
    }

    // MARK: Observer

    private final class Recorder: UpstreamObserver {
        let calls = Mutex<[UpstreamCall]>([])
        func callFinished(_ call: UpstreamCall) { calls.withLock { $0.append(call) } }
    }

    @Test func `every attempt is shown, without a secret`() async throws {
        let recorder = Recorder()
        let transport = ScriptedTransport { _, number in
            if number == 0 { throw TransportError(.connect) }
            return ClientResponse(status: 200)
        }
        _ = try await client(transport, observer: recorder).send(ClientRequest(.get, "https://a.example/x?key=secret"))
        let calls = recorder.calls.withLock { $0 }
        #expect(calls.map(\.attempt) == [1, 2])
        #expect(calls.map(\.status) == [nil, 200])
        #expect(calls[0].error?.kind == .connect)
        #expect(!calls.contains { $0.redactedURL.contains("secret") })
    }
}

extension TransportError {
    fileprivate var isCircuitOpen: Bool { if case .circuitOpen = kind { true } else { false } }
}
