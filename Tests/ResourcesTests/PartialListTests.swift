import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ResourceTestSupport
import ServiceKit
import Synchronization
import Testing
import Tickets
import TrackerKit

/// An incomplete list removes nothing from the mirror.
@Suite struct PartialListTests {
    private static let context = CallContext(principal: .system("test"), requestID: "test")

    private static func run(_ body: @Sendable (TicketAPI, Faults, ManualClock) async throws -> Void) async throws {
        let faults = Faults(), clock = ManualClock(.now)
        try await TicketAPI.run(driver: { faults.driver($0) }, clock: clock) {
            try await body($0, faults, clock)
        }
    }

    @Test func `a failed or partial list of milestones removes none, and a complete one does`() async throws {
        try await Self.run { api, faults, clock in
            let service = MilestoneService(api.environment)
            func titles() async throws -> [String] {
                // Let the mirrored list expire, so that it is read from the tracker again.
                clock.advance(by: .seconds(3600))
                return try await service.list(channel: "demo", after: nil, limit: 10, context: Self.context).1.map(
                    \.remote.title)
            }
            for title in ["1.0", "2.0", "3.0"] {
                var draft = MilestoneDraft()
                draft.title = .set(title)
                _ = try await service.create(draft, channel: "demo", context: Self.context)
            }
            #expect(Set(try await titles()) == ["1.0", "2.0", "3.0"])
            faults.set { $0.hidden = ["2.0"] }
            for oddity in Faults.ListOddity.allCases {
                faults.set { $0.oddity = oddity }
                #expect(Set(try await titles()) == ["1.0", "2.0", "3.0"], "\(oddity)")
            }
            faults.set { $0.isDown = true }
            #expect(Set(try await titles()) == ["1.0", "2.0", "3.0"])
            faults.set {
                $0.isDown = false
                $0.oddity = nil
            }
            #expect(Set(try await titles()) == ["1.0", "3.0"])
        }
    }

    @Test func `rows of a list that could not be read are reported`() async throws {
        try await Self.run { api, faults, clock in
            let reported = Reported(), known = api.environment
            let environment = TicketEnvironment(
                database: known.database, provider: known.provider, audit: known.audit, identifiers: known.identifiers,
                clock: known.clock, skippedRows: reported)
            faults.set { $0.oddity = .skipsRow }
            clock.advance(by: .seconds(3600))
            _ = try await MilestoneService(environment)
                .list(channel: "demo", after: nil, limit: 10, context: Self.context)
            #expect(reported.lines == ["demo milestones list[] is null, not an object"])
        }
    }

    private final class Reported: SkippedRowObserver {
        private let state = Mutex<[String]>([])
        var lines: [String] { state.withLock { $0 } }

        func skipped(_ rows: [SkippedRow], of list: String, in channel: Channel) {
            state.withLock { $0 += rows.map { "\(channel.slug) \(list) \($0.reason)" } }
        }
    }

    @Test func `a failed or partial list of files removes none, and a complete one does`() async throws {
        try await Self.run { api, faults, _ in
            try await api.ticket()
            let service = AttachmentService(api.environment)
            func mirrored() async throws -> [String] {
                try await api.database.run("SELECT filename FROM attachment ORDER BY filename").map { try $0.decode(0) }
            }
            for name in ["a.txt", "b.txt", "c.txt"] {
                let draft = AttachmentDraft(filename: name, contentType: "text/plain", content: [1])
                _ = try await service.add(draft, channel: "demo", key: "1", context: Self.context)
            }
            func list() async throws {
                _ = try await service.list(
                    channel: "demo", key: "1",
                    page: TimePage(order: TimeOrder(.createdAt, descending: false), limit: 10), context: Self.context)
            }
            try await list()
            #expect(try await mirrored() == ["a.txt", "b.txt", "c.txt"])
            faults.set { $0.hidden = ["b.txt"] }
            for oddity in Faults.ListOddity.allCases {
                faults.set { $0.oddity = oddity }
                if oddity == .skipsRow {
                    try await list()
                } else {
                    await #expect(throws: ServiceError.self) { try await list() }
                }
                #expect(try await mirrored() == ["a.txt", "b.txt", "c.txt"], "\(oddity)")
            }
            faults.set { $0.isDown = true }
            await #expect(throws: ServiceError.self) { try await list() }
            faults.set {
                $0.isDown = false
                $0.oddity = nil
            }
            #expect(try await mirrored() == ["a.txt", "b.txt", "c.txt"])
            try await list()
            #expect(try await mirrored() == ["a.txt", "c.txt"])
        }
    }
}
