import HTTPKit
import HTTPTypes
import Intake
import Models
import Primitives
import PrimitivesTestSupport
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

@Suite struct WebhookIntakeTests {
    private static let peer = "192.0.2.1"

    @Test func `a secret that another process changed is used immediately, unless the old one was read just now`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let other = fixture.elsewhere()
            _ = try await other.create(
                channel: "project", manually: true, secret: "the-first-secret", context: fixture.context)
            #expect(try await fixture.deliver(["id": "e1"], proof: "the-first-secret") != nil)
            try await other.delete(channel: "project", context: fixture.context)
            _ = try await other.create(
                channel: "project", manually: true, secret: "the-second-secret", context: fixture.context)
            await #expect(throws: Failure.self) { try await fixture.deliver(["id": "e2"], proof: "the-second-secret") }
            fixture.sync.clock.advance(by: .milliseconds(100))
            #expect(try await fixture.deliver(["id": "e2"], proof: "the-second-secret") != nil)
            await #expect(throws: Failure.self) { try await fixture.deliver(["id": "e3"], proof: "the-first-secret") }
        }
    }

    @Test func `a caller that invents names is rate-limited, and known channels are not`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            #expect(try await fixture.deliver(["id": "e1"], proof: secret) != nil)
            var codes: [String: Int] = [:]
            for number in 0..<310 {
                do {
                    try await fixture.inbox.probe(channel: "made-up-\(number)", secret: nil, peer: Self.peer)
                } catch let error as any FailureConvertible {
                    codes[error.failure.code.rawValue, default: 0] += 1
                }
            }
            #expect(codes == ["not_found": 300, "too_many_failures": 10])
            #expect(try await fixture.deliver(["id": "e2"], proof: secret) != nil)
            fixture.sync.clock.advance(by: .seconds(3))
            #expect(try await fixture.deliver(["id": "e3"], proof: secret) != nil)
            await #expect(throws: ServiceError.self) {
                try await fixture.inbox.probe(channel: "x", secret: nil, peer: "192.0.2.2")
            }
        }
    }

    @Test func `a delivery without any proof is refused by its head alone`() async throws {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.register()
            await #expect(throws: Failure.self) {
                try await fixture.inbox.admit([:], channel: "project", secret: nil, peer: Self.peer)
            }
        }
    }

    @Test func `deliveries are limited in number and bytes, and the capacity is freed again`() async throws {
        let capacity = WebhookCapacity(deliveries: 2, bytes: 10, peerShare: 1)
        func take(_ count: Int, _ body: () async throws -> Void = {}) async throws -> Int {
            try await capacity.withBody(RequestBody(Array(repeating: 1, count: count)), from: Self.peer, upTo: 100) {
                bytes in
                try await body()
                return bytes.count
            }
        }
        func isFull(_ count: Int) async throws {
            let problem = try await #require(throws: Failure.self) { try await take(count) }
            #expect(problem.code == .overloaded && problem.code.status.code == 503)
        }
        for _ in 0..<3 {
            try await isFull(11)
            #expect(try await take(10) == 10)
            _ = try await take(6) {
                try await isFull(5)
                _ = try await take(4) { try await isFull(0) }
                #expect(try await take(4) == 4)
            }
        }
        await #expect(throws: RequestBodyError.tooLarge(limit: 100)) { try await take(101) }
    }

    @Test func `one peer has a share of the capacity, and the rest is left to others`() async throws {
        let capacity = WebhookCapacity(deliveries: 8, bytes: 40, peerShare: 4)
        func take(_ count: Int, from peer: String, _ body: () async throws -> Void = {}) async throws {
            try await capacity.withBody(RequestBody(Array(repeating: 1, count: count)), from: peer, upTo: 100) { _ in
                try await body()
            }
        }
        func isFull(_ count: Int, from peer: String) async throws {
            let problem = try await #require(throws: Failure.self) { try await take(count, from: peer) }
            #expect(problem.code == .overloaded)
        }
        try await isFull(11, from: "a")
        try await take(4, from: "a") {
            try await take(4, from: "a") {
                try await isFull(1, from: "a")
                try await take(10, from: "b")
            }
            try await isFull(7, from: "a")
        }
        try await take(10, from: "a")
    }

    @Test func `a body that does not arrive blocks no delivery`() async throws {
        /// Returns one byte, then waits.
        final class StalledBody: RequestBody.Source {
            let (reached, end) = (Gate(), Gate())
            private let isFirst = Atomic(true)

            func next() async throws -> [UInt8]? {
                if isFirst.exchange(false, ordering: .relaxed) { return [1] }
                reached.open()
                try await end.pass()
                return nil
            }
        }
        let capacity = WebhookCapacity(deliveries: 1, peerShare: 1)
        let source = StalledBody()
        async let stalled = capacity.withBody(RequestBody(source: source, declaredLength: 2), from: "a", upTo: 100) {
            $0.count
        }
        try await source.reached.pass()
        #expect(try await capacity.withBody(RequestBody([1, 2, 3]), from: "b", upTo: 100) { $0.count } == 3)
        source.end.open()
        #expect(try await stalled == 1)
    }
}
