import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
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

    /// The good token.
    static let token = "fakeTokenOfTheOwner"

    /// - Parameters:
    ///   - firstIssue: So that an issue's number is not its number within the project, unless 1.
    ///   - delay: How long events and deletions take.
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

    /// What the conformance suite works on.
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

    /// Every ticket of the project.
    func tickets(since: Timestamp? = nil, pageSize: Int = 100) async throws -> [RemoteTicket] {
        var tickets: [RemoteTicket] = []
        var page: PageToken?
        repeat {
            let list = try await tracker.tickets(in: project, since: since, page: page, pageSize: pageSize)
            tickets += list.items
            page = list.next
        } while page != nil
        return tickets
    }

    /// An event of a program, as one of the issue of that name.
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
