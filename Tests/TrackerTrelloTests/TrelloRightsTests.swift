import FakeTrackerKit
import FakeTrello
import Testing
import TrackerKit

@testable import TrackerTrello

@Suite struct TrelloRightsTests {
    @Test func `a token's permissions are read without the token in a URL`() async throws {
        let fixture = try TrelloFixture()
        fixture.fake.addAccount("reader", token: "token0reader", tokenMayWrite: false)
        let whole = try await fixture.tracker.verify()
        #expect(whole.scopes == ["read", "write"] && whole.unavailable == [])
        let reading = try await fixture.tracker(token: "token0reader").verify()
        #expect(reading.scopes == ["read"])
        #expect(reading.unavailable.contains(UnavailableFeature(.createTickets, needs: ["write"])))
        #expect(!reading.unavailable.contains { $0.capability == .readComments })
        #expect(!fixture.fake.record.contains { $0.target.contains("token0reader") })
    }
}
