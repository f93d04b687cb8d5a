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

/// One unreadable row must not stop the others.
@Suite struct SkippedTicketTests {
    private static func sync(_ fixture: SyncFixture, full: Bool = false, _ log: LogRecorder = LogRecorder())
        async throws -> ChannelSync
    {
        fixture.clock.advance(by: .seconds(10))
        _ = try await fixture.service().start(fixture.channel, full: full)
        try await fixture.worker(logger: log.logger).runDue()
        return try await fixture.status()
    }

    @Test func `an unreadable ticket is reported with its key, and all others are stored, newer ones too`()
        async throws
    {
        try await SyncFixture.run { fixture in
            let start = fixture.clock.now(), log = LogRecorder()
            fixture.tracker.add(1...3, from: start)
            fixture.tracker.state.withLock {
                $0.skipped = [SkippedRow(key: "9", reason: "tickets[].id is number, not an identifier")]
            }
            let first = try await Self.sync(fixture, full: true, log)
            let odd = SkippedTicket(key: "9", reason: "tickets[].id is number, not an identifier", isStored: false)
            #expect(first.state == .idle && first.skipped == [odd] && first.watermark == start + .seconds(3))
            #expect(try await fixture.mirrored() == 3)
            #expect(
                log.lines.contains { $0.hasPrefix("warning") && $0.contains("ticket=9") && $0.contains("id is number") }
            )
            fixture.tracker.add(4...4, from: fixture.clock.now())
            let again = LogRecorder()
            let second = try await Self.sync(fixture, again)
            #expect(second.mode == .incremental && second.skipped == [odd])
            #expect(try await fixture.mirrored() == 4)
            #expect(!again.lines.contains { $0.contains("ticket=9") }, "told once")
        }
    }

    @Test func `a skipped ticket is tried at each full sync, and removed from the list once it is read`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...2, from: fixture.clock.now())
            fixture.tracker.state.withLock {
                $0.skipped = [SkippedRow(key: "3", reason: "odd"), SkippedRow(key: nil, reason: "null")]
            }
            let first = try await Self.sync(fixture, full: true).skipped
            #expect(first.map(\.key) == ["3", nil])
            fixture.tracker.state.withLock { $0.skipped = [] }
            fixture.tracker.add(3...3, from: fixture.clock.now())
            let second = try await Self.sync(fixture).skipped
            #expect(second.map(\.key) == [nil])
            let third = try await Self.sync(fixture, full: true).skipped
            #expect(third.isEmpty)
        }
    }

    @Test func `a skipped ticket that was listed by its identifier is removed once it is read under its key`()
        async throws
    {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...3, from: fixture.clock.now())
            fixture.tracker.state.withLock {
                $0.skipped = [
                    SkippedRow(key: "card9", remoteID: "card9", reason: "odd"),
                    // Its identifier is another ticket's key.
                    SkippedRow(key: "1", remoteID: "1000", reason: "odd"),
                ]
            }
            let first = try await Self.sync(fixture, full: true).skipped
            #expect(first.map(\.key) == ["card9", "1"] && first.map(\.remoteID) == ["card9", "1000"])
            fixture.tracker.state.withLock { $0.skipped = [] }
            fixture.tracker.add(4...4, from: fixture.clock.now())
            fixture.tracker.change(4, at: fixture.clock.now()) { $0.remoteID = "card9" }
            let second = try await Self.sync(fixture).skipped
            #expect(second.map(\.key) == ["1"])
        }
    }

    @Test func `a ticket that the database refuses is found among the others and skipped`() async throws {
        try await SyncFixture.run { fixture in
            try await fixture.database.run(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'out of range: "7"' USING ERRCODE = '22008'; END $$
                """)
            try await fixture.database.run(
                "CREATE TRIGGER refuse BEFORE INSERT ON ticket FOR EACH ROW WHEN (NEW.key = '7') EXECUTE FUNCTION refuse()"
            )
            fixture.tracker.add(1...15, from: fixture.clock.now())
            let log = LogRecorder()
            let sync = try await Self.sync(fixture, full: true, log)
            #expect(sync.state == .idle && sync.tickets == 15)
            #expect(
                sync.skipped == [SkippedTicket(key: "7", reason: "the database refuses it: 22008", isStored: false)])
            #expect(try await fixture.mirrored() == 14)
            #expect(log.lines.contains { $0.hasPrefix("error") && $0.contains("22008") && $0.contains("out of range") })
        }
    }

    @Test func `a key that the mirror cannot store is skipped and reported`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...2, from: fixture.clock.now())
            fixture.tracker.change(2, at: fixture.clock.now()) { $0.key = String(repeating: "k", count: 300) }
            let sync = try await Self.sync(fixture, full: true)
            #expect(sync.skipped.map(\.key) == [String(repeating: "k", count: 100)])
            #expect(try await fixture.mirrored() == 1)
        }
    }

    @Test func `a ticket whose event cannot be read keeps what the mirror has of it`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...1, from: fixture.clock.now())
            fixture.tracker.change(1, at: fixture.clock.now()) {
                $0.body = "The text"
                $0.fingerprint = "f"
                $0.customFields = [CustomField(name: "shard", value: "7")]
            }
            _ = try await Self.sync(fixture, full: true)
            fixture.tracker.change(1, at: fixture.clock.now()) {
                ($0.body, $0.fingerprint, $0.customFields, $0.lacksEvent) = ("", nil, [], true)
                $0.status = .done
            }
            let row = SkippedRow(key: "1", reason: "its latest event cannot be read", isStored: true)
            fixture.tracker.state.withLock { $0.skipped = [row] }
            let skipped = try await Self.sync(fixture).skipped
            #expect(skipped.map(\.isStored) == [true])
            let stored = try await fixture.database.run(
                "SELECT body, fingerprint, custom_fields::text, status FROM ticket")[0]
            let texts = try (0..<4).map { try stored.decode($0, as: String.self) }
            #expect(texts[0] == "The text" && texts[1] == "f" && texts[2].contains("shard") && texts[3] == "done")
        }
    }

    @Test func `a sync blocked by conflicting writes reports it`() async throws {
        try await SyncFixture.run { fixture in
            try await fixture.database.run(
                """
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$
                """)
            try await fixture.database.run(
                "CREATE TRIGGER fail BEFORE INSERT ON ticket FOR EACH STATEMENT EXECUTE FUNCTION fail()")
            fixture.tracker.add(1...1, from: fixture.clock.now())
            let sync = try await Self.sync(fixture, full: true, LogRecorder())
            #expect(sync.state == .failed && sync.errorCode == "database_busy")
            #expect(sync.errorMessage == "A concurrent transaction conflicted with this one.")
        }
    }

    @Test func `an unexpected database error is logged with its code and message, and is not an outage`()
        async throws
    {
        try await SyncFixture.run { fixture in
            try await fixture.database.run(
                """
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'quite unexpected'; END $$
                """)
            try await fixture.database.run(
                "CREATE TRIGGER fail BEFORE INSERT ON ticket FOR EACH STATEMENT EXECUTE FUNCTION fail()")
            try await fixture.database.run("UPDATE channel SET sync_enabled = false")
            fixture.tracker.add(1...1, from: fixture.clock.now())
            let log = LogRecorder()
            let sync = try await Self.sync(fixture, full: true, log)
            #expect(sync.state == .failed && sync.errorCode == "internal_error" && sync.nextAt == nil)
            #expect(sync.errorMessage?.contains("quite unexpected") == false)
            #expect(
                log.lines.contains { $0.hasPrefix("error") && $0.contains("P0001") && $0.contains("quite unexpected") })
        }
    }
}

/// Lists that do not end.
@Suite struct ListBoundTests {
    private static func failure(
        _ next: @escaping @Sendable (PageToken?) -> PageToken?, rereads: Int = 0,
        _ change: (inout SyncPolicy) -> Void = { _ in }
    ) async throws -> ChannelSync {
        var result: ChannelSync?
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...30, from: fixture.clock.now())
            fixture.tracker.state.withLock { ($0.nextPage, $0.rereads) = (next, rereads) }
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker(change).runDue()
            result = try await fixture.status()
        }
        return try #require(result)
    }

    @Test func `a list that links back to itself ends with an error, also via another page`() async throws {
        let loop = try await Self.failure { $0?.text == "10" ? PageToken("20") : PageToken("10") }
        #expect(loop.state == .failed && loop.errorCode == "tracker_error")
        #expect(loop.errorMessage == "the list of tickets has a next page that was already read")
    }

    @Test func `a list that has no end ends with an error, with tickets or without`() async throws {
        let counting: @Sendable (PageToken?) -> PageToken? = { PageToken("\((Int($0?.text ?? "") ?? 0) + 1)") }
        let endless = try await Self.failure(counting) { $0.maximumPages = 8 }
        #expect(endless.errorMessage == "the list of tickets did not end after 8 pages")
        let broken = try await Self.failure(counting, rereads: 8) { $0.maximumRereads = 20 }
        #expect(broken.state == .failed && broken.errorCode == "tracker_error")
        #expect(
            broken.errorMessage
                == "too many pages of the list of tickets cannot be read: 24 calls were spent on their parts")
        let beyond: @Sendable (PageToken?) -> PageToken? = { PageToken("\((Int($0?.text ?? "") ?? 30) + 0)") }
        #expect(
            try await Self.failure(beyond).errorMessage == "the list of tickets has a next page that was already read"
        )
    }
}

/// Syncs that are taken over.
@Suite struct SyncStoringTests {
    @Test func `repeated takeovers of the same page are delayed more each time`() async throws {
        try await SyncFixture.run { fixture in
            let syncs = ChannelSyncRepository(fixture.database)
            _ = try await fixture.service().start(fixture.channel, full: true)
            func claim(_ owner: String, after wait: Int) async throws -> ChannelSync? {
                fixture.clock.advance(by: .seconds(wait))
                return try await syncs.claim(owner: owner, lease: .seconds(30), at: fixture.clock.now())
            }
            #expect(try await claim("first", after: 0) != nil)
            #expect(try await claim("second", after: 31) != nil)
            #expect(try await claim("third", after: 31) == nil)
            #expect(try await claim("third", after: 30) != nil)
            #expect(try await claim("fourth", after: 61) == nil)
            var fourth = try #require(try await claim("fourth", after: 30))
            // A stored page is progress, so the next worker does not have to wait.
            fourth.pageToken = "10"
            #expect(try await syncs.advance(fourth, owner: "fourth", lease: .seconds(30), at: fixture.clock.now()))
            #expect(try await claim("fifth", after: 31) != nil)
        }
    }
}
