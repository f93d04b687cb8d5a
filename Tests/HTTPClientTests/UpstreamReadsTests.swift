import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
import Testing

@testable import HTTPClient

struct UpstreamReadsTests {
    let time = TestTime()
    let url = "https://tracker.example/issues"
    let authorized: HTTPFields = [.authorization: "Bearer one"]

    func client(_ transport: any HTTPTransport, cache: (any ConditionalCache)? = nil) -> UpstreamClient {
        UpstreamClient(
            transport: transport, policy: UpstreamPolicy(), cache: cache, clock: time, sleep: time.sleep, random: { 1 })
    }

    // MARK: Equal concurrent reads share one call

    private func gated() -> (Gate, ScriptedTransport) {
        let gate = Gate()
        return (
            gate,
            ScriptedTransport { request, number in
                if request.method == .get { try await gate.pass() }
                return ClientResponse(status: 200, body: [UInt8(number)])
            }
        )
    }

    @Test func `equal concurrent reads share one call`() async throws {
        let (gate, transport) = gated()
        let client = client(transport)
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await client.send(ClientRequest(.get, url, headers: authorized, timeout: .seconds(number + 1)))
                        .body
                }
            }
            #expect(await settle { client.reads.readers == 50 })
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bodies == Array(repeating: [0], count: 50))
        #expect(transport.requests.count == 1)
        #expect(client.budget.calls.coalesced == 49)
    }

    @Test func `reads with other credentials, fields or URLs are other reads`() async throws {
        let (gate, transport) = gated()
        let client = client(transport)
        let requests = [
            ClientRequest(.get, url, headers: authorized),
            ClientRequest(.get, url, headers: [.authorization: "Bearer two"]),
            ClientRequest(.get, url), ClientRequest(.get, url, headers: [.accept: "text/plain"]),
            ClientRequest(.get, url + "?page=2"),
            ClientRequest(.head, url), ClientRequest(.get, url, headers: [HTTPField.Name("sudo")!: "ann"]),
        ]
        try await withThrowingTaskGroup { group in
            for request in requests { group.addTask { _ = try await client.send(request) } }
            #expect(await settle { transport.requests.count == requests.count })
            gate.open()
            try await group.waitForAll()
        }
        #expect(client.budget.calls.coalesced == 0)
    }

    @Test func `writes are never shared`() async throws {
        let (_, transport) = gated()
        let client = client(transport)
        for _ in 0..<2 { _ = try await client.send(ClientRequest(.post, url, body: [1])) }
        #expect(transport.requests.count == 2)
    }

    @Test func `one reader who leaves does not cancel the response for the others`() async throws {
        let (gate, transport) = gated()
        let client = client(transport)
        let first = Task { try await client.send(ClientRequest(.get, url)) }
        let second = Task { try await client.send(ClientRequest(.get, url)) }
        #expect(await settle { client.reads.readers == 2 })
        first.cancel()
        let error = await #expect(throws: TransportError.self) { try await first.value }
        #expect(error?.kind == .cancelled)
        gate.open()
        #expect(try await second.value.status == 200)
        #expect(transport.requests.count == 1)
    }

    @Test func `the last reader who leaves cancels the call`() async throws {
        let (gate, transport) = gated()
        let client = client(transport)
        let only = Task { try await client.send(ClientRequest(.get, url)) }
        await gate.arrived()
        only.cancel()
        await #expect(throws: TransportError.self) { try await only.value }
        #expect(client.reads.count == 0)
        #expect(await settle { client.budget.inFlight == 0 })
        gate.open()
        #expect(try await client.send(ClientRequest(.get, url)).body == [1])
    }

    @Test func `a read after a write does not share the call of one before it`() async throws {
        let (gate, transport) = gated()
        let client = client(transport)
        async let old = client.send(ClientRequest(.get, url))
        await gate.arrived()
        _ = try await client.send(ClientRequest(.patch, url, body: [1]))
        async let new = client.send(ClientRequest(.get, url))
        await gate.arrived()
        gate.open()
        #expect(try await old.body == [0])
        #expect(try await new.body == [2])
    }

    @Test func `a read that requires fresh data shares no earlier call, and later ones share its call`()
        async throws
    {
        let (gate, transport) = gated()
        let client = client(transport)
        async let old = client.send(ClientRequest(.get, url))
        await gate.arrived()
        async let new = client.sharingReads(.onlyWithLater).send(ClientRequest(.get, url))
        await gate.arrived()
        async let later = client.send(ClientRequest(.get, url))
        #expect(await settle { client.reads.readers == 3 })
        gate.open()
        #expect(try await old.body == [0])
        #expect(try await new.body == [1])
        #expect(try await later.body == [1])
        #expect(transport.requests.count == 2)
    }

    @Test func `a reader of a shared call waits no longer than its own limits`() async throws {
        let (gate, transport) = gated()
        let expiry = HeldSleep()
        let client = UpstreamClient(
            transport: transport, policy: UpstreamPolicy(), clock: time, sleep: time.sleep, expiry: expiry.sleep,
            random: { 1 })
        let first = Task { try await client.send(ClientRequest(.get, url)) }
        await gate.arrived()
        let second = Task { try await client.send(ClientRequest(.get, url, timeout: .seconds(1))) }
        await expiry.gate.arrived()
        expiry.gate.open()
        let error = await #expect(throws: TransportError.self) { try await second.value }
        #expect(error?.kind == .timeout)
        gate.open()
        #expect(try await first.value.status == 200)
        #expect(transport.requests.count == 1)
    }

    @Test func `a reader with longer limits than a shared call that times out makes a call of its own`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { request, number in
            guard number == 0 else { return ClientResponse(status: 200, body: [UInt8(number)]) }
            try await gate.pass()
            throw TransportError(.timeout)
        }
        let client = UpstreamClient(
            transport: transport, policy: UpstreamPolicy(retry: .none), clock: time, sleep: time.sleep,
            expiry: HeldSleep().sleep, random: { 1 })
        let short = Task { try await client.send(ClientRequest(.get, url, timeout: .seconds(1))) }
        await gate.arrived()
        let long = Task { try await client.send(ClientRequest(.get, url, timeout: .seconds(60))) }
        let equal = Task { try await client.send(ClientRequest(.get, url, timeout: .seconds(1))) }
        #expect(await settle { client.reads.readers == 3 })
        gate.open()
        await #expect(throws: TransportError(.timeout)) { try await short.value }
        await #expect(throws: TransportError(.timeout)) { try await equal.value }
        #expect(try await long.value.body == [1])
        #expect(transport.requests.count == 2)
    }

    @Test func `a failure reaches every reader`() async throws {
        let gate = Gate()
        let client = client(
            ScriptedTransport { _, _ in
                try await gate.pass()
                throw TransportError(.tls)
            })
        await withTaskGroup { group in
            for _ in 0..<5 {
                group.addTask {
                    await #expect(throws: TransportError(.tls)) { try await client.send(ClientRequest(.get, url)) }
                }
            }
            #expect(await settle { client.reads.readers == 5 })
            gate.open()
        }
    }

    // MARK: Conditional reads

    private func versioned(_ fields: HTTPFields) -> ScriptedTransport {
        ScriptedTransport { request, number in
            if request.headers[.ifNoneMatch] == "\"v1\"" || request.headers[.ifModifiedSince] == "yesterday" {
                return ClientResponse(
                    status: 304, headers: [HTTPField.Name("x-remaining")!: "\(number)"], finalURL: request.url)
            }
            return ClientResponse(status: 200, headers: fields, body: Array("hello".utf8), finalURL: request.url)
        }
    }

    @Test(
        arguments: [
            [.eTag: "\"v1\"", .contentType: "application/json"], [.lastModified: "yesterday"],
            [.eTag: "\"v1\"", .lastModified: "yesterday"],
        ] as [HTTPFields])
    func `an unchanged response is read from the cache`(_ fields: HTTPFields) async throws {
        let transport = versioned(fields)
        let client = client(transport, cache: MemoryConditionalCache())
        #expect(try await client.send(ClientRequest(.get, url)).isFromCache == false)
        let second = try await client.send(ClientRequest(.get, url))
        #expect(second.status == 200)
        #expect(second.isFromCache)
        #expect(second.body == Array("hello".utf8))
        #expect(second.headers[.contentType] == fields[.contentType])
        #expect(second.headers[HTTPField.Name("x-remaining")!] == "1")
        #expect(client.budget.calls.notModified == 1)
        #expect(transport.requests[1].headers[.ifModifiedSince] == (fields[.eTag] == nil ? "yesterday" : nil))
    }

    @Test func `a changed response replaces the old one`() async throws {
        let transport = ScriptedTransport { request, number in
            request.headers[.ifNoneMatch] == "\"v2\""
                ? ClientResponse(status: 304)
                : ClientResponse(status: 200, headers: [.eTag: "\"v\(number + 1)\""], body: [UInt8(number)])
        }
        let client = client(transport, cache: MemoryConditionalCache())
        for (body, isFromCache) in [([0], false), ([1], false), ([1], true)] as [([UInt8], Bool)] {
            let response = try await client.send(ClientRequest(.get, url))
            #expect(response.body == body)
            #expect(response.isFromCache == isFromCache)
        }
    }

    @Test func `responses without a validator, with no-store, failed or too large are not cached`() async throws {
        let large = [UInt8](repeating: 0, count: Revalidation.maximumBodyBytes + 1)
        for response in [
            ClientResponse(status: 200),
            ClientResponse(status: 200, headers: [.eTag: "\"a\"", .cacheControl: "private, No-Store"]),
            ClientResponse(status: 404, headers: [.eTag: "\"a\""]),
            ClientResponse(status: 200, headers: [.eTag: "\"a\""], body: large),
        ] {
            let cache = MemoryConditionalCache()
            _ = try await client(ScriptedTransport { _, _ in response }, cache: cache).send(ClientRequest(.get, url))
            #expect(await cache.count == 0)
        }
    }

    @Test func `cookies are not stored`() async throws {
        let cache = MemoryConditionalCache()
        let response = ClientResponse(status: 200, headers: [.eTag: "\"a\"", .setCookie: "session=1"])
        _ = try await client(ScriptedTransport { _, _ in response }, cache: cache).send(ClientRequest(.get, url))
        let kept = await cache.entry(for: Revalidation.key(of: ClientRequest(.get, url)))
        #expect(kept?.etag == "\"a\"")
        #expect(kept?.headers[.setCookie] == nil)
    }

    @Test func `a conditional request gets its own response`() async throws {
        let client = client(versioned([.eTag: "\"v1\""]), cache: MemoryConditionalCache())
        _ = try await client.send(ClientRequest(.get, url))
        #expect(try await client.send(ClientRequest(.get, url, headers: [.ifNoneMatch: "\"v1\""])).status == 304)
    }

    @Test func `a request can skip revalidation`() async throws {
        let transport = versioned([.eTag: "\"v1\""])
        let client = client(transport, cache: MemoryConditionalCache())
        for _ in 0..<2 {
            #expect(try await client.send(ClientRequest(.get, url, revalidate: false)).isFromCache == false)
        }
    }

    @Test func `other credentials do not find the cached responses of the first`() async throws {
        let transport = versioned([.eTag: "\"v1\""])
        let client = client(transport, cache: MemoryConditionalCache())
        _ = try await client.send(ClientRequest(.get, url, headers: authorized))
        #expect(
            try await client.send(ClientRequest(.get, url, headers: [.authorization: "Bearer two"])).isFromCache
                == false)
        #expect(try await client.send(ClientRequest(.get, url, headers: authorized)).isFromCache)
    }

    @Test func `a key reveals nothing about what it identifies`() {
        let key = Revalidation.key(of: ClientRequest(.get, "https://a.example/?token=secret", headers: authorized))
        #expect(key.digest.count == 32)
        #expect(
            key == Revalidation.key(of: ClientRequest(.get, "https://a.example/?token=secret", headers: authorized)))
        #expect(key != Revalidation.key(of: ClientRequest(.get, "https://a.example/?token=secret")))
    }
}
