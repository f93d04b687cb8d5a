import HTTPKit
import JobQueue
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing

/// A dead receiver does not delay the others.
@Suite struct OutgoingIsolationTests {
    private static let timeout = TransportError(.timeout, detail: "https://dead.example: Timeout was reached")

    @Test
    func `a dead receiver with a backlog gets occasional probes, and another gets its deliveries immediately`()
        async throws
    {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe("dead")
            try await fixture.subscribe("well")
            fixture.receiver.answers { call in
                if call.host == "dead.example" { throw Self.timeout }
                return ClientResponse(status: 200)
            }
            for _ in 0..<200 { try await fixture.notify("dead") }
            for _ in 0..<50 { try await fixture.notify("well") }
            let start = fixture.clock.now()
            try await fixture.worker.runDue()
            #expect(fixture.receiver.calls.filter { $0.host == "well.example" }.count == 50)
            #expect(try await fixture.find("dead").breaker.openings == 1)
            // A lane's slots once; then nothing until the breaker's delay has passed.
            #expect(fixture.receiver.calls.filter { $0.host == "dead.example" }.count <= 8)
            try await fixture.drive(for: .seconds(3600))
            let dead = fixture.receiver.calls.filter { $0.host == "dead.example" && $0.at > start }
            // After 30, 60, 120 and 240 seconds, then every five minutes.
            #expect((10...20).contains(dead.count), "\(dead.count)")
            #expect(zip(dead, dead.dropFirst()).allSatisfy { $1.at - $0.at >= .seconds(30) })
            #expect(try await fixture.deliveries(of: "dead") { $0.state = .failed }.isEmpty)
        }
    }

    @Test func `hanging calls use no more than a lane's slots`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe("dead")
            try await fixture.subscribe("well")
            let (end, done) = (Gate(), Gate())
            let delivered = Counter(to: 30) { done.open() }
            fixture.receiver.answers { call in
                if call.host == "dead.example" {
                    try await end.pass()
                    throw Self.timeout
                }
                delivered.count()
                return ClientResponse(status: 200)
            }
            for _ in 0..<40 { try await fixture.notify("dead") }
            for _ in 0..<30 { try await fixture.notify("well") }
            async let running: Void = fixture.worker.run()
            try await done.pass()
            #expect(fixture.receiver.calls.filter { $0.host == "dead.example" }.count <= 8)
            fixture.worker.stop()
            end.open()
            await running
        }
    }

    @Test func `when the receiver is available again, the first probe releases all others in order`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers { _ in throw Self.timeout }
            for number in 0..<100 { try await fixture.notify { $0.data = .integer(Int64(number)) } }
            try await fixture.drive(for: .seconds(60))
            let before = fixture.receiver.calls.count
            fixture.receiver.answers(200)
            try await fixture.drive(for: .seconds(3600))
            #expect(try await fixture.deliveries().allSatisfy { $0.state == .delivered })
            // Those that were never tried run in the order in which they were created: eight at a time, except those
            // that failed before.
            let tried = Set(fixture.receiver.calls.prefix(before).map(\.id))
            let fresh = fixture.receiver.calls.dropFirst(before).filter { !tried.contains($0.id) }.map(\.id)
            let order = try await fixture.deliveries().map(\.id.text).filter { !tried.contains($0) }
            #expect(fresh.count == order.count)
            let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
            #expect(fresh.enumerated().allSatisfy { abs((places[$1] ?? 0) - $0) < 24 })
        }
    }
}
