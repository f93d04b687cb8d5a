import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing
import Tickets
import TrackerKit

/// Trackers report nothing about the tickets of a renamed label, and do not change their times.
@Suite struct LabelFollowingTests {
    private static let composed = "caf\u{E9}", decomposed = "cafe\u{301}"

    private static func label(_ id: String, _ name: String) -> RemoteLabel { RemoteLabel(remoteID: id, name: name) }

    /// A project with one ticket that has these labels, synced.
    private static func run(_ labels: [RemoteLabel], _ body: (SyncFixture) async throws -> Void) async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...1, from: fixture.clock.now() - .seconds(1000))
            fixture.tracker.change(1, at: fixture.clock.now() - .seconds(999)) { $0.labels = labels.map(\.name) }
            fixture.tracker.state.withLock { $0.labels = labels }
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker().runDue()
            #expect(try await names(fixture) == labels.map(\.name))
            try await body(fixture)
        }
    }

    /// The labels of the one ticket, as PostgreSQL holds them.
    private static func names(_ fixture: SyncFixture) async throws -> [String] {
        try await fixture.database.run("SELECT unnest(label_names) FROM ticket").map { try $0.decode(0) }
    }

    private static func sync(_ fixture: SyncFixture) async throws {
        fixture.clock.advance(by: .seconds(10))
        _ = try await fixture.service().start(fixture.channel, full: false)
        try await fixture.worker().runDue()
        #expect(try await fixture.status().state == .idle)
    }

    @Test func `a ticket follows a renamed label at the next sync, without an event`()
        async throws
    {
        try await Self.run([Self.label("1", "bug"), Self.label("2", "ui")]) { fixture in
            fixture.tracker.state.withLock { $0.labels = [Self.label("1", "defect"), Self.label("2", "ui")] }
            try await Self.sync(fixture)
            #expect(try await Self.names(fixture) == ["defect", "ui"])
            #expect(try await fixture.database.run("SELECT FROM ticket_label WHERE label = 'defect'").count == 1)
            #expect(try await fixture.database.run("SELECT FROM event").isEmpty)
        }
    }

    @Test func `a label whose old name another label has is not followed`() async throws {
        try await Self.run([Self.label("1", "bug")]) { fixture in
            fixture.tracker.state.withLock { $0.labels = [Self.label("1", "defect"), Self.label("2", "bug")] }
            try await Self.sync(fixture)
            #expect(try await Self.names(fixture) == ["bug"])
        }
    }

    @Test(arguments: [["ui", "bug"], ["ui", "tea"]])
    func `labels that exchange names are followed, and all tickets are read again`(
        _ names: [String]
    ) async throws {
        try await Self.run([Self.label("1", "bug"), Self.label("2", "ui")]) { fixture in
            let ids = "SELECT id::text FROM label ORDER BY remote_id" as SQL
            let before = try await fixture.database.run(ids).map { try $0.decode(0, as: String.self) }
            let changed = try #require(try await fixture.database.run("SELECT updated_at FROM ticket").first).decode(
                0, as: Timestamp.self)
            fixture.tracker.state.withLock { $0.labels = [Self.label("1", names[0]), Self.label("2", names[1])] }
            fixture.tracker.change(1, at: changed) { $0.labels = names }
            try await Self.sync(fixture)
            #expect(try await Self.names(fixture) == names)
            #expect(
                try await fixture.database.run("SELECT name FROM label ORDER BY remote_id").map { try $0.decode(0) }
                    == names)
            // Each label keeps its identifier.
            #expect(try await fixture.database.run(ids).map { try $0.decode(0) } == before)
            #expect(try await fixture.database.run("SELECT FROM event").isEmpty)
            let state = try await fixture.database.run("SELECT full_requested OR mode = 'full' FROM channel_sync")
            #expect(try state[0].decode(0) == true)
        }
    }

    @Test func `names that differ only in Unicode composition are two labels`() async throws {
        try await Self.run([Self.label("1", Self.composed), Self.label("2", Self.decomposed)]) { fixture in
            let stored = try await fixture.database.run("SELECT name FROM label ORDER BY remote_id").map {
                try $0.decode(0, as: String.self)
            }
            #expect(stored.map { Array($0.utf8) } == [Self.composed, Self.decomposed].map { Array($0.utf8) })
            fixture.tracker.state.withLock { $0.labels = [Self.label("1", Self.composed), Self.label("2", "tea")] }
            try await Self.sync(fixture)
            #expect(
                try await Self.names(fixture).map { Array($0.utf8) } == [Array(Self.composed.utf8), Array("tea".utf8)])
        }
    }

    @Test func `a ticket whose label is composed in another way has changed`() async throws {
        try await Self.run([Self.label("1", Self.composed), Self.label("2", Self.decomposed)]) { fixture in
            fixture.tracker.change(1, at: fixture.clock.now()) { $0.labels = [Self.decomposed] }
            try await Self.sync(fixture)
            fixture.tracker.change(1, at: fixture.clock.now() + .seconds(1)) { $0.labels = [Self.composed] }
            try await Self.sync(fixture)
            #expect(
                try await fixture.database.run("SELECT type FROM event").map { try $0.decode(0, as: String.self) }
                    == ["ticket.labeled", "ticket.labeled"])
            #expect(try await Self.names(fixture).map { Array($0.utf8) } == [Array(Self.composed.utf8)])
        }
    }

    private static func labels(_ fixture: SyncFixture) async throws -> [String] {
        try await fixture.database.run("SELECT name FROM label ORDER BY name").map { try $0.decode(0) }
    }

    @Test func `a label whose row cannot be read is not removed, and its name is not free`() async throws {
        try await Self.run([Self.label("1", "bug"), Self.label("2", "ui")]) { fixture in
            fixture.tracker.state.withLock { state in
                state.labels = [Self.label("1", "defect")]
                state.skippedLabels = [SkippedRow(key: "bug", reason: "labels[].color is number")]
            }
            try await Self.sync(fixture)
            #expect(try await Self.labels(fixture) == ["bug", "defect", "ui"])
            #expect(try await Self.names(fixture) == ["bug", "ui"])
            fixture.tracker.state.withLock { $0.skippedLabels = [] }
            try await Self.sync(fixture)
            #expect(try await Self.labels(fixture) == ["defect"])
            #expect(try await Self.names(fixture) == ["defect", "ui"])
        }
    }

    @Test func `a list of labels for callers removes none that could not be read`() async throws {
        try await Self.run([Self.label("1", "bug"), Self.label("2", "ui")]) { fixture in
            fixture.tracker.state.withLock { state in
                state.labels = [Self.label("2", "ui")]
                state.skippedLabels = [SkippedRow(key: nil, reason: "null")]
            }
            fixture.clock.advance(by: .seconds(3_600))
            let service = LabelService(
                TicketEnvironment(
                    database: fixture.database, provider: fixture.provider,
                    audit: AuditLog(clock: fixture.clock, identifiers: fixture.ids), identifiers: fixture.ids,
                    clock: fixture.clock))
            let context = CallContext(principal: .system("test"), requestID: "test")
            let list1 = try await service.list(channel: "project", after: nil, limit: 10, context: context).1
            #expect(list1.map(\.remote.name) == ["bug", "ui"])
            fixture.tracker.state.withLock { $0.skippedLabels = [] }
            fixture.clock.advance(by: .seconds(3_600))
            let list2 = try await service.list(channel: "project", after: nil, limit: 10, context: context).1
            #expect(list2.map(\.remote.name) == ["ui"])
        }
    }

    @Test func `unreadable labels do not stop the sync of tickets`() async throws {
        try await Self.run([Self.label("1", "bug")]) { fixture in
            fixture.tracker.state.withLock { $0.refusesLabels = true }
            fixture.tracker.change(1, at: fixture.clock.now()) { $0.title = "Changed" }
            try await Self.sync(fixture)
            #expect(try await fixture.database.run("SELECT title FROM ticket")[0].decode(0) == "Changed")
        }
    }
}
