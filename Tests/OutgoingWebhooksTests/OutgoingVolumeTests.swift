import Foundation
import HTTPKit
import HTTPTypes
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Synchronization
import Testing

/// A receiver that is unavailable for ten minutes, then overloaded, then rate-limited.
///
/// `TICKET_GATEWAY_TEST_OUTGOING` is the number of deliveries. The default of 1,000 is used in every run of the tests;
/// the guarantee is for 10,000.
@Suite struct OutgoingVolumeTests {
    private static let count =
        ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_OUTGOING"].flatMap { Int($0) } ?? 1000
    private static let downtime = Duration.seconds(600)
    private static let retryAfter = Duration.seconds(7)
    /// The number of requests that it accepts at once before it returns 429.
    private static let capacity = 100

    @Test func `everything is delivered, nothing early and nothing twice`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            let start = fixture.clock.now()
            let log = Log()
            fixture.receiver.answers { call in try log.answer(call, since: start) }
            try await add(Self.count, to: fixture)
            let clock = ContinuousClock()
            let duration = try await clock.measure { try await fixture.drive(for: .seconds(7 * 86_400)) }
            #expect(try await fixture.count("outgoing_delivery", where: "state = 'delivered'") == Self.count)
            #expect(try await fixture.count("job") == 0)
            let seen = log.seen.withLock { $0 }
            #expect(seen.accepted.count == Self.count)
            #expect(seen.accepted.values.allSatisfy { $0 == 1 })
            #expect(seen.early == 0)
            #expect(seen.throttled > 0)
            let took = (fixture.clock.now() - start).inSeconds
            print(
                "\(Self.count) deliveries in \(fixture.receiver.calls.count) calls, \(seen.throttled) of them 429: \(duration); by the receiver's clock \(took) s"
            )
        }
    }

    private func add(_ count: Int, to fixture: SubscriptionFixture) async throws {
        for _ in 0..<(count / 100) {
            try await fixture.database.transaction { transaction in
                for number in 0..<100 {
                    let notice = SubscriptionService.Notice(
                        type: "test.happened", occurredAt: fixture.clock.now(), data: .integer(Int64(number)),
                        channel: nil,
                        isConfidential: false)
                    _ = try await fixture.service.notify("ops", notice, in: transaction)
                }
            }
        }
    }

    /// The requests that the receiver got, and its responses.
    private final class Log: Sendable {
        struct Seen {
            var accepted: [String: Int] = [:]
            var notBefore: [String: Timestamp] = [:]
            var early = 0
            var throttled = 0
            var moment = Timestamp(seconds: 0)
            var taken = 0
        }

        let seen = Mutex(Seen())

        func answer(_ call: ScriptedReceiver.Call, since start: Timestamp) throws -> ClientResponse {
            guard call.at >= start + OutgoingVolumeTests.downtime else {
                throw TransportError(.connect, detail: "https://ops.example: Couldn't connect to server")
            }
            return seen.withLock { seen in
                if let wanted = seen.notBefore[call.id], call.at < wanted { seen.early += 1 }
                if seen.moment != call.at { (seen.moment, seen.taken) = (call.at, 0) }
                seen.taken += 1
                // In its first minute, it accepts nothing.
                guard call.at >= start + OutgoingVolumeTests.downtime + .seconds(60),
                    seen.taken <= OutgoingVolumeTests.capacity
                else {
                    seen.notBefore[call.id] = call.at + OutgoingVolumeTests.retryAfter
                    seen.throttled += 1
                    return ClientResponse(status: 429, headers: [.retryAfter: "7"])
                }
                seen.accepted[call.id, default: 0] += 1
                return ClientResponse(status: 200)
            }
        }
    }
}
