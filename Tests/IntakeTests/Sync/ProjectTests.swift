import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

/// A channel refers to the same project, even if the project's path changes.
@Suite struct ProjectTests {
    private static func synced(_ fixture: SyncFixture, _ addressing: ProjectAddressing) async throws {
        fixture.tracker.state.withLock { state in
            state.projects = ["a/b": "1"]
            state.addressing = addressing
        }
        fixture.tracker.add(1...3, from: fixture.clock.now())
        _ = try await fixture.service().start(fixture.channel, full: true)
        try await fixture.worker().runDue()
        #expect(try await fixture.mirrored() == 3)
    }

    private static func channel(_ fixture: SyncFixture) async throws -> Channel {
        try #require(try await ChannelRepository(fixture.database).find(id: fixture.channel.id))
    }

    private static func events(_ fixture: SyncFixture) async throws -> Int {
        try await fixture.database.run("SELECT 1 FROM event WHERE type IN ('ticket.created', 'ticket.deleted')").count
    }

    @Test func `a channel created before identifiers were stored gets its project's at the next sync`() async throws {
        try await SyncFixture.run { fixture in
            #expect(fixture.channel.remoteProjectID == nil)
            try await Self.synced(fixture, .identifier)
            #expect(try await Self.channel(fixture).remoteProjectID == "1")
        }
    }

    @Test(arguments: [ProjectAddressing.path, .rows], [false, true])
    func `a channel follows its renamed project, also if another project takes the old path`(
        _ addressing: ProjectAddressing, isTaken: Bool
    ) async throws {
        try await SyncFixture.run { fixture in
            try await Self.synced(fixture, addressing)
            fixture.tracker.state.withLock { $0.projects = isTaken ? ["a/new": "1", "a/b": "2"] : ["a/new": "1"] }
            fixture.clock.advance(by: .seconds(301))
            try await fixture.worker().runDue()
            #expect(try await fixture.status().state == .idle)
            let channel = try await Self.channel(fixture)
            #expect(channel.path == "a/new" && channel.remoteProjectID == "1")
            #expect(try await fixture.mirrored() == 3)
            #expect(try await Self.events(fixture) == 0)
        }
    }

    @Test(arguments: [ProjectAddressing.path, .rows, .identifier], [false, true])
    func `nothing is imported from a project that took the path of a deleted one`(
        _ addressing: ProjectAddressing, full: Bool
    ) async throws {
        // With the identifier, no other project is ever read; only a full sync reads the path.
        if addressing == .identifier, !full { return }
        try await SyncFixture.run { fixture in
            try await Self.synced(fixture, addressing)
            fixture.tracker.state.withLock { state in
                state.projects = ["a/b": "2"]
                state.tickets = []
            }
            fixture.tracker.add(50...60, from: fixture.clock.now())
            fixture.clock.advance(by: .seconds(301))
            _ = try await fixture.service().start(fixture.channel, full: full)
            try await fixture.worker().runDue()
            let status = try await fixture.status()
            #expect(status.state == .failed && status.errorCode == "project_replaced")
            #expect(try await fixture.mirrored() == 3)
            #expect(try await Self.events(fixture) == 0)
            #expect(try await Self.channel(fixture).path == "a/b")
        }
    }

    @Test func `a project whose new path belongs to another channel fails the sync with the reason`() async throws {
        try await SyncFixture.run { fixture in
            try await Self.synced(fixture, .path)
            let connection = try #require(
                try await ConnectionRepository(fixture.database).find(id: fixture.channel.connectionID))
            try await ChannelRepository(fixture.database).insert(
                Channel(
                    id: fixture.ids.next(), slug: "other", title: "Other", connection: connection, path: "a/new",
                    at: fixture.clock.now()))
            fixture.tracker.state.withLock { $0.projects = ["a/new": "1"] }
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker().runDue()
            #expect(try await fixture.status().errorCode == "channel_exists")
            #expect(try await fixture.mirrored() == 3)
        }
    }
}
