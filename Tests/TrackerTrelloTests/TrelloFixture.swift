import FakeTrackerKit
import FakeTrello
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import TrackerConformance
import TrackerKit

@testable import TrackerTrello

/// A fake Trello with accounts and a board, and an adapter connected to it.
struct TrelloFixture {
    let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
    let fake: FakeTrello
    let transport: InProcessTransport
    let tracker: TrelloTracker
    let board: String
    let project: ProjectReference

    static let key = "key0fakeApplication"
    /// The token of `owner`.
    static let token = "token0fakeOwner"
    static let secret = "secret0fakeApplication"

    /// The board's lists, from left to right.
    static let lists = ["Ideas", "To Do", "Doing", "Waiting", "Done"]
    /// The channel's status map.
    static let map: [String: TicketStatus] = ["to do": .open, "Doing": .inProgress, "waiting": .onHold, "Done": .done]

    /// - Parameters:
    ///   - map: The channel's status map.
    ///   - paging: The page sizes of the adapter.
    ///   - tokenLimit: The fake's limit of calls per token in 10 s.
    ///   - head: The status that a new webhook's URL returns to HEAD.
    init(
        map: [String: TicketStatus] = Self.map, paging: TrelloPaging = .small, tokenLimit: Int = 1_000_000,
        head: @escaping @Sendable (String) -> Int = { _ in 200 }
    ) throws {
        fake = FakeTrello(clock: clock, tokenLimit: tokenLimit, head: head)
        fake.addKey(Self.key)
        fake.addAccount("owner", name: "The Owner", token: Self.token)
        fake.addAccount("helper", name: "A Helper", token: "token0fakeHelper")
        fake.addAccount("candidate", name: "A Candidate")
        board = fake.addBoard("A board", lists: Self.lists, members: ["owner": "admin", "helper": "normal"])
        project = ProjectReference(path: board, statusMap: map)
        transport = InProcessTransport(fake)
        tracker = try Self.tracker(transport, clock, baseURL: transport.baseURL, paging: paging)
    }

    static func tracker(
        _ transport: any HTTPTransport, _ clock: any WallClock, baseURL: String = "https://api.trello.com/1",
        token: String = Self.token,
        secret: String? = Self.secret, paging: TrelloPaging = TrelloPaging()
    ) throws -> TrelloTracker {
        try TrelloTracker(
            TrackerContext(
                connectionID: "test", baseURL: baseURL,
                credentials: .keyAndToken(key: Self.key, token: token, secret: secret),
                transport: transport, clock: clock), paging: paging)
    }

    /// An adapter that uses another account's token.
    func tracker(token: String, secret: String? = Self.secret) throws -> TrelloTracker {
        try Self.tracker(transport, clock, baseURL: transport.baseURL, token: token, secret: secret)
    }

    func subject() async throws -> ConformanceSubject {
        let clock = clock, fake = fake
        var subject = ConformanceSubject(tracker: tracker, project: project) { clock.advance(by: .seconds(2)) }
        subject.stranger = try tracker(token: "token0wrong")
        subject.assignee = "helper"
        subject.known = try await tracker.user(.username("helper"))
        subject.candidate = (user: "candidate", level: "observer")
        subject.longestBody = Trello.maximumTextLength
        subject.tellsTimeOfClosing = false
        subject.keepsLabelDescriptions = false
        subject.shownColor = { ["ff0000": "eb5a46", "00ff00": "61bd4f"][$0] ?? $0 }
        let board = board
        subject.addForeignItem = { fake.addOddCards(to: board) }
        subject.loseNextReply = { fake.inject(.dropReply, method: .post, path: "/cards") }
        return subject
    }

    /// Creates a ticket with only a title.
    func ticket(_ title: String = "A ticket") async throws -> Ticket {
        try await tracker.createTicket(TicketDraft(title: title), in: project, marker: nil)
    }

    func update(_ key: String, _ change: (inout TicketPatch) -> Void) async throws -> Ticket {
        var patch = TicketPatch()
        change(&patch)
        return try await tracker.updateTicket(key, patch, in: project)
    }

    func list(_ name: String) -> String { fake.list(name, of: board) }
}

extension TrelloPaging {
    /// Pages of exactly the requested size, and small lists per call, so that every list takes several calls.
    static let small = TrelloPaging(leastTickets: 1, indexLimit: 7, cardLimit: 5, singleReads: 2, actionLimit: 9)
}

extension TrackerCredentials {
    static func keyAndToken(key: String, token: String, secret: String?) -> Self {
        var values = ["key": key, "token": token]
        values["secret"] = secret
        return Self(kind: "key_and_token", values)
    }
}
