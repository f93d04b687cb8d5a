import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing
import Tickets
import TrackerKit

/// A tracker that reports a time in the future.
@Suite struct FutureTests {
    private static let year = Duration.seconds(365 * 24 * 3600)

    @Test func `a change with a time in the future does not hide a later change`() async throws {
        try await SyncFixture.run { fixture in
            let clock = fixture.clock
            fixture.tracker.add(1...2, from: clock.now())
            clock.advance(by: .seconds(3600))
            fixture.tracker.change(1, at: clock.now() + Self.year) { _ in }
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            #expect(try await fixture.status().watermark == clock.now())
            clock.advance(by: .seconds(301))
            fixture.tracker.change(2, at: clock.now()) { $0.status = .done }
            try await fixture.worker().runDue()
            #expect(try await fixture.status().mode == .incremental)
            #expect(try await fixture.database.run("SELECT FROM ticket WHERE status = 'done'").count == 1)
        }
    }

    @Test func `a watermark in the future does no harm`() async throws {
        try await SyncFixture.run { fixture in
            let clock = fixture.clock
            fixture.tracker.add(1...2, from: clock.now())
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            try await fixture.database.run("UPDATE channel_sync SET watermark = \(clock.now() + Self.year)")
            clock.advance(by: .seconds(301))
            fixture.tracker.change(2, at: clock.now()) { $0.status = .done }
            try await fixture.worker().runDue()
            #expect(try await fixture.database.run("SELECT FROM ticket WHERE status = 'done'").count == 1)
            #expect(try await fixture.status().watermark == clock.now())
        }
    }

    @Test func `a current read takes precedence over a row from the future, and a reported state causes a read`()
        async throws
    {
        try await MirrorFixture.run { fixture in
            // The fixture's clock shows 3600 s.
            try await fixture.store([.made(title: "Of tomorrow", age: 90_000)])
            let reported = try await fixture.store([.made(title: "Today", age: 3500)], as: .reported(without: []))
            #expect(reported.undecided == ["r1"])
            try await #expect(fixture.text("title") == "Of tomorrow")
            #expect(try await fixture.store([.made(title: "Today", age: 3500)], origin: .webhook).updated == 1)
            try await #expect(fixture.text("title") == "Today")
            #expect(try await fixture.store([.made(title: "Yesterday", age: 60)], origin: .webhook).unchanged == 1)
        }
    }

    @Test func `a project that was empty has no watermark, and its first tickets are found however late`() async throws
    {
        try await SyncFixture.run { fixture in
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            #expect(try await fixture.status().watermark == nil)
            fixture.clock.advance(by: .seconds(10))
            fixture.tracker.add(1...1, from: fixture.clock.now())
            fixture.clock.advance(by: .seconds(600))
            try await fixture.worker().runDue()
            #expect(try await fixture.status().mode == .incremental)
            #expect(try await fixture.mirrored() == 1)
        }
    }

    @Test func `a tracker whose clock is a little ahead is believed as always`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(title: "New", age: 3700)])
            #expect(try await fixture.store([.made(title: "Old", age: 3690)], origin: .webhook).unchanged == 1)
        }
    }
}
