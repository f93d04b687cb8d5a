import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

/// A ticket whose confidentiality the tracker did not report.
@Suite struct UnreadableConfidentialityTests {
    private static func confidentiality(_ fixture: SyncFixture) async throws -> [Bool] {
        fixture.clock.advance(by: .seconds(60))
        _ = try await fixture.service().start(fixture.channel, full: true)
        try await fixture.worker().runDue()
        return try await fixture.database.run("SELECT confidential FROM ticket ORDER BY key").map {
            try $0.decode("confidential")
        }
    }

    @Test func `a known ticket keeps its confidentiality, and a new one is confidential`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...2, from: fixture.clock.now())
            fixture.tracker.state.withLock { $0.tickets[0].confidential = true }
            let before = try await Self.confidentiality(fixture)
            #expect(before == [true, false])
            fixture.tracker.add(3...3, from: fixture.clock.now())
            fixture.tracker.state.withLock { state in
                for index in state.tickets.indices {
                    state.tickets[index].title += " again"
                    // Of the known tickets, neither has the value that it has in the mirror.
                    state.tickets[index].confidential = index == 1
                    state.tickets[index].lacksConfidentiality = true
                }
            }
            let after = try await Self.confidentiality(fixture)
            #expect(after == [true, false, true])
        }
    }
}
