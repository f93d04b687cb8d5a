import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import TrackerConformance
import TrackerKit

@testable import TrackerGlitchTip

/// A fake GlitchTip or Sentry with two projects, and an adapter.
struct GlitchTipFixture {
    let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
    let fake: FakeGlitchTip
    let dialect: GlitchTip.Dialect
    let tracker: GlitchTipTracker
    let project = ProjectReference(path: "acme/shop-api")
    let other = ProjectReference(path: "acme/other")

    /// The valid token.
    static let token = "fakeTokenOfTheOwner"

    /// - Parameters:
    ///   - firstIssue: The number of the first issue. Unless it is 1, issues' numbers differ from those within the
    ///     project.
    ///   - delay: The delay before events and deletions take effect.
    init(_ dialect: GlitchTip.Dialect = .glitchTip, firstIssue: Int64 = 900, delay: Duration = .zero) throws {
        self.dialect = dialect
        fake = FakeGlitchTip(
            clock: clock, isSentry: dialect == .sentry, firstIssue: firstIssue, ingestDelay: delay, deletionDelay: delay
        )
        fake.addAccount("owner@example.com", name: "Owner")
        fake.addAccount("helper@example.com", name: "A Helper")
        fake.addOrganization("acme", name: "Acme", token: Self.token)
        fake.addOrganization("rival", name: "Rival", token: "another")
        fake.addProject("acme/shop-api", name: "Shop API")
        fake.addProject("acme/other", name: "Other")
        fake.addProject("rival/shop-api", name: "Shop API")
        tracker = try Self.tracker(InProcessTransport(fake), clock: clock, dialect: dialect)
    }

    static func tracker(
        _ transport: any HTTPTransport, clock: ManualClock, dialect: GlitchTip.Dialect, token: String = Self.token,
        baseURL: String = InProcessTransport.origin
    ) throws -> GlitchTipTracker {
        let context = TrackerContext(
            connectionID: "test", baseURL: baseURL, credentials: .token(token), transport: transport, clock: clock)
        let identifiers = SequentialIdentifierSource(first: 0xABCDEF)
        return try GlitchTipTracker(
            context, dialect: dialect, newEventBits: { identifiers.nextBits() }, wait: { clock.advance(by: $0) })
    }

    /// The subject of the conformance suite.
    func subject(over transport: (any HTTPTransport)? = nil, baseURL: String = InProcessTransport.origin) throws
        -> ConformanceSubject
    {
        let clock = clock, fake = fake
        let tracker =
            try transport.map { try Self.tracker($0, clock: clock, dialect: dialect, baseURL: baseURL) } ?? tracker
        var subject = ConformanceSubject(tracker: tracker, project: project) { clock.advance(by: .seconds(2)) }
        subject.stranger = try Self.tracker(
            transport ?? InProcessTransport(fake), clock: clock, dialect: dialect, token: "wrong", baseURL: baseURL)
        subject.assignee = "helper@example.com"
        subject.datesChanges = false
        subject.tellsTimeOfClosing = false
        subject.loseNextReply = { fake.inject(.dropReply, method: .post, path: "/envelope/") }
        return subject
    }

    /// All tickets of the project.
    func tickets(since: Timestamp? = nil, pageSize: Int = 100) async throws -> [Ticket] {
        var tickets: [Ticket] = []
        var page: PageToken?
        repeat {
            let list = try await tracker.tickets(in: project, since: since, page: page, pageSize: pageSize)
            tickets += list.items
            page = list.next
        } while page != nil
        return tickets
    }

    /// An event of a program. Events with the same name belong to the same issue.
    func event(_ name: String, id: Int = .random(in: 0..<1 << 40)) -> JSON {
        let digits = String(id, radix: 16)
        return [
            "event_id": .string(String(repeating: "0", count: 32 - digits.count) + digits), "level": "error",
            "platform": "python",
            "message": .string(name), "fingerprint": [.string(name)], "release": "shop@1.4.2",
            "environment": "production",
            "tags": ["shard": "7"],
        ]
    }
}
