import FakeGitHub
import FakeTrackerKit
import HTTPKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// Corrupts each member of each kind of row in every way; see ``RowSweep``.
@Suite struct GitHubRowSweepTests {
    private let fixture: GitHubFixture
    private let transport: CorruptingTransport
    private let tracker: GitHubTracker

    init() throws {
        fixture = try GitHubFixture()
        transport = CorruptingTransport(fixture.transport)
        tracker = try GitHubTracker(
            TrackerContext(
                connectionID: "test", baseURL: fixture.transport.baseURL, credentials: .token(GitHubFixture.token),
                transport: transport,
                clock: fixture.clock))
    }

    /// Adds three objects of each kind.
    private func fill() async throws {
        for number in 1...3 {
            var milestone = MilestoneDraft()
            milestone.title = .set("\(number).0")
            milestone.dueAt = .set(Timestamp("2027-06-01T00:00:00Z"))
            _ = try await fixture.tracker.createMilestone(milestone, in: fixture.project)
            var label = LabelDraft()
            label.name = .set("label \(number)")
            _ = try await fixture.tracker.createLabel(label, in: fixture.project)
            var draft = TicketDraft(title: "Issue \(number)", body: "Text")
            draft.labels = ["label \(number)"]
            draft.assignees = ["helper"]
            draft.milestone = "\(number).0"
            _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil)
            fixture.fake.addComment("acme/tools", on: 1, body: "Comment \(number)", author: "helper")
            fixture.fake.addRepository("acme/more\(number)")
            fixture.clock.advance(by: .seconds(2))
        }
    }

    private func number(_ text: String?) throws -> JSON { .integer(try #require(text.flatMap { Int64($0) })) }

    private func check(_ outcome: RowSweep.Outcome) {
        #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(20).joined(separator: "\n"))")
        #expect(outcome.rounds > 50)
    }

    @Test func `an unusual issue does not affect the others`() async throws {
        try await fill()
        var sweep = RowSweep(transport, "number", is: 2)
        // A row with `pull_request` is not a ticket.
        sweep.hides = { $0.hasPrefix("pull_request") }
        check(
            try await sweep.run(key: { (ticket: Ticket) in ticket.key }, odd: "2") {
                try await everyRow(in: "issues") {
                    try await tracker.tickets(in: fixture.project, since: nil, page: $0, pageSize: 100)
                }
            })
    }

    @Test func `an unusual comment does not affect the others`() async throws {
        try await fill()
        let comments = try await fixture.tracker.comments(of: "1", in: fixture.project, page: nil).items
        let odd = try #require(comments.dropFirst().first).remoteID
        check(
            try await RowSweep(transport, "id", is: try number(odd)).run(
                key: { (comment: RemoteComment) in comment.remoteID }, odd: odd
            ) {
                try await everyRow(in: "comments") {
                    try await tracker.comments(of: "1", in: fixture.project, page: $0)
                }
            })
    }

    @Test func `an unusual label, milestone or member does not affect the others`() async throws {
        try await fill()
        check(
            try await RowSweep(transport, "name", is: "label 2").run(
                key: { (label: RemoteLabel) in label.name }, odd: "label 2"
            ) {
                try await everyRow(in: "labels") { try await tracker.labels(of: fixture.project, page: $0) }
            })
        check(
            try await RowSweep(transport, "number", is: 2).run(
                key: { (milestone: RemoteMilestone) in milestone.key }, odd: "2"
            ) {
                try await everyRow(in: "milestones") { try await tracker.milestones(of: fixture.project, page: $0) }
            })
        check(
            try await RowSweep(transport, "login", is: "helper").run(
                key: { (member: RemoteMember) in member.user.username }, odd: "helper"
            ) {
                try await everyRow(in: "members") { try await tracker.members(of: fixture.project, page: $0) }
            })
    }

    @Test func `an unusual project does not affect the others`() async throws {
        try await fill()
        check(
            try await RowSweep(transport, "full_name", is: "acme/more2").run(
                key: { (project: RemoteProject) in project.path }, odd: "acme/more2"
            ) {
                try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
            })
    }
}
