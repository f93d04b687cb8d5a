import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// Replaces each member of each kind of row with every unusual value; see ``RowSweep``.
@Suite(.serialized) struct GlitchTipRowSweepTests {
    private struct World {
        let fixture: GlitchTipFixture
        let transport: CorruptingTransport
        let project: ProjectReference

        /// Three issues, and three comments on the first. The channel knows its project's number, as after the first
        /// sync.
        init(_ dialect: GlitchTip.Dialect, corruptsObjects: Bool = false) async throws {
            fixture = try GlitchTipFixture(dialect)
            transport = CorruptingTransport(InProcessTransport(fixture.fake), corruptsObjects: corruptsObjects)
            for number in 1...3 {
                fixture.fake.addEvent("acme/shop-api", fixture.event("E\(number)", id: number))
                fixture.clock.advance(by: .seconds(2))
            }
            let found = try await fixture.tracker.project(fixture.project.path)
            project = ProjectReference(path: found.path, remoteID: found.remoteID)
        }

        /// An adapter with empty caches.
        func tracker() throws -> GlitchTipTracker {
            try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: fixture.dialect)
        }
    }

    private func check(_ outcome: RowSweep.Outcome) {
        #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(20).joined(separator: "\n"))")
        #expect(outcome.rounds > 50)
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `an unusual issue does not affect the others`(_ dialect: GlitchTip.Dialect) async throws {
        let world = try await World(dialect)
        let odd = try #require(try await world.fixture.tickets().first { $0.title == "E2" })
        check(
            try await RowSweep(world.transport, "shortId", is: .string(odd.key)).run(
                key: { (ticket: Ticket) in ticket.key }, odd: odd.key
            ) {
                let tracker = try world.tracker()
                return try await everyRow(in: "issues") {
                    try await tracker.tickets(in: world.project, since: nil, page: $0, pageSize: 100)
                }
            })
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `an unusual latest event does not affect its issue`(_ dialect: GlitchTip.Dialect) async throws {
        let world = try await World(dialect, corruptsObjects: true)
        let ticket = try #require(try await world.fixture.tickets().first { $0.title == "E2" })
        let id = world.fixture.event("E2", id: 2)["event_id"] ?? .null
        check(
            try await RowSweep(world.transport, "eventID", is: id).run(
                key: { (ticket: Ticket) in ticket.key }, odd: ticket.key
            ) {
                let tracker = try world.tracker()
                return try await everyRow(in: "issues") {
                    try await tracker.tickets(in: world.project, since: nil, page: $0, pageSize: 100)
                }
            })
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `an unusual comment does not affect the others`(_ dialect: GlitchTip.Dialect) async throws {
        let world = try await World(dialect)
        let key = try #require(try await world.fixture.tickets().first?.key)
        for number in 1...3 {
            _ = try await world.fixture.tracker.createComment(
                CommentDraft(body: "C\(number)"), on: key, in: world.project)
            world.fixture.clock.advance(by: .seconds(2))
        }
        let comments = try await world.fixture.tracker.comments(of: key, in: world.project, page: nil).items
        let odd = try #require(comments.first { $0.body == "C2" }).remoteID
        let tracker = try world.tracker()
        let name: JSON = dialect == .sentry ? .string(odd) : Int64(odd).map(JSON.integer) ?? .null
        var sweep = RowSweep(world.transport, "id", is: name)
        // Sentry's list also contains activities that are not comments.
        sweep.hides = { $0.hasPrefix("type: \"") }
        check(
            try await sweep.run(key: { (comment: RemoteComment) in comment.remoteID }, odd: odd) {
                try await everyRow(in: "comments") { try await tracker.comments(of: key, in: world.project, page: $0) }
            })
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `an unusual event or project does not affect the others`(_ dialect: GlitchTip.Dialect) async throws {
        let world = try await World(dialect)
        for number in 11...13 { world.fixture.fake.addEvent("acme/shop-api", world.fixture.event("E1", id: number)) }
        let key = try #require(try await world.fixture.tickets().first { $0.title == "E1" }).key
        let tracker = try world.tracker()
        let events = try await tracker.occurrences(of: key, in: world.project, page: nil, pageSize: 25).items
        let odd = try #require(events.dropFirst().first).remoteID
        let id = JSON.string(odd)
        check(
            try await RowSweep(world.transport, "id", is: id).run(
                key: { (event: RemoteOccurrence) in event.remoteID }, odd: odd
            ) {
                try await everyRow(in: "events") {
                    try await tracker.occurrences(of: key, in: world.project, page: $0, pageSize: 25)
                }
            })
        check(
            try await RowSweep(world.transport, "slug", is: "other").run(
                key: { (project: RemoteProject) in project.path }, odd: "acme/other"
            ) {
                try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
            })
    }
}
