import FakeTrackerKit
import FakeTrello
import HTTPKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// Corrupts each member of each kind of row in every way; see ``RowSweep``.
@Suite struct TrelloRowSweepTests {
    private let fixture: TrelloFixture

    init() throws { fixture = try TrelloFixture() }

    private func check(_ outcome: RowSweep.Outcome) {
        #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(20).joined(separator: "\n"))")
        #expect(outcome.rounds > 50)
    }

    private func tracker(_ transport: CorruptingTransport) throws -> TrelloTracker {
        try TrelloFixture.tracker(transport, fixture.clock, baseURL: fixture.transport.baseURL, paging: .small)
    }

    /// - Parameter isSingle: Whether the cards are few, so that the adapter reads them one by one instead of by board.
    @Test(arguments: [true, false])
    func `an unusual card does not affect the others`(_ isSingle: Bool) async throws {
        _ = fixture.fake.addLabel("bug", color: "red", to: fixture.board)
        for number in 1...3 {
            var draft = TicketDraft(title: "Card \(number)", body: "Text")
            draft.labels = ["bug"]
            draft.assignees = ["helper"]
            draft.dueAt = Timestamp("2027-06-01T00:00:00Z")
            _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil)
            fixture.clock.advance(by: .seconds(2))
        }
        let rows = try await fixture.tracker.everyTicket(in: fixture.project).tickets
        let odd = try #require(rows.dropFirst().first).remoteID
        let transport = CorruptingTransport(fixture.transport, corruptsObjects: isSingle)
        var paging = TrelloPaging()
        paging.singleReads = isSingle ? 10 : 0
        let tracker = try TrelloFixture.tracker(
            transport, fixture.clock, baseURL: fixture.transport.baseURL, paging: paging)
        var sweep = RowSweep(transport, "id", is: .string(odd))
        // Template cards, mirror cards and separators are not tickets.
        sweep.hides = { $0.hasPrefix("isTemplate: true") || $0.hasPrefix("cardRole: \"") }
        check(
            try await sweep.run(key: { (ticket: Ticket) in ticket.remoteID }, odd: odd) {
                try await everyRow(in: "cards") {
                    try await tracker.tickets(in: fixture.project, since: nil, page: $0, pageSize: 100)
                }
            })
    }

    @Test func `an unusual comment or file does not affect the others`() async throws {
        let key = try await fixture.ticket().key
        for number in 1...3 {
            _ = try await fixture.tracker.createComment(
                CommentDraft(body: "Comment \(number)"), on: key, in: fixture.project)
            let draft = AttachmentDraft(filename: "\(number).txt", contentType: "text/plain", content: [1])
            _ = try await fixture.tracker.addAttachment(draft, to: key, in: fixture.project)
            fixture.clock.advance(by: .seconds(2))
        }
        let transport = CorruptingTransport(fixture.transport)
        let tracker = try tracker(transport)
        let comments = try await fixture.tracker.comments(of: key, in: fixture.project, page: nil).items
        let comment = try #require(comments.dropFirst().first).remoteID
        check(
            try await RowSweep(transport, "id", is: .string(comment)).run(
                key: { (comment: RemoteComment) in comment.remoteID }, odd: comment
            ) {
                try await everyRow(in: "comments") {
                    try await tracker.comments(of: key, in: fixture.project, page: $0)
                }
            })
        let files = try await fixture.tracker.attachments(of: key, in: fixture.project, page: nil).items
        let file = try #require(files.dropFirst().first).remoteID
        check(
            try await RowSweep(transport, "id", is: .string(file)).run(
                key: { (file: RemoteAttachment) in file.remoteID }, odd: file
            ) {
                try await everyRow(in: "files") {
                    try await tracker.attachments(of: key, in: fixture.project, page: $0)
                }
            })
    }

    @Test func `an unusual label, member or project does not affect the others`() async throws {
        for number in 1...3 {
            _ = fixture.fake.addLabel("label \(number)", color: "red", to: fixture.board)
            _ = fixture.fake.addBoard("Board \(number)", lists: ["A"], members: ["owner": "admin"])
        }
        let transport = CorruptingTransport(fixture.transport)
        let tracker = try tracker(transport)
        check(
            try await RowSweep(transport, "name", is: "label 2").run(
                key: { (label: RemoteLabel) in label.name }, odd: "label 2"
            ) {
                try await everyRow(in: "labels") { try await tracker.labels(of: fixture.project, page: $0) }
            })
        check(
            try await RowSweep(transport, "memberType", is: "normal").run(
                key: { (member: RemoteMember) in member.user.username }, odd: "helper"
            ) {
                try await everyRow(in: "members") { try await tracker.members(of: fixture.project, page: $0) }
            })
        let board = try #require(try await fixture.tracker.projects(page: nil).items.first { $0.name == "Board 2" })
            .path
        check(
            try await RowSweep(transport, "id", is: .string(board)).run(
                key: { (project: RemoteProject) in project.path }, odd: board
            ) {
                try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
            })
    }
}
