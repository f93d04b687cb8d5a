import FakeGitLab
import FakeTrackerKit
import HTTPKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// Corrupts each member of each kind of row in every way; see ``RowSweep``.
@Suite struct GitLabRowSweepTests {
    private let fixture: GitLabFixture
    private let transport: CorruptingTransport
    private let tracker: GitLabTracker

    init() throws {
        fixture = try GitLabFixture()
        transport = CorruptingTransport(fixture.transport)
        tracker = try GitLabFixture.tracker(transport, clock: fixture.clock, token: GitLabFixture.token)
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
            draft.dueAt = Timestamp("2027-06-01T00:00:00Z")
            _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil)
            _ = try await fixture.tracker.createComment(
                CommentDraft(body: "Comment \(number)"), on: "1", in: fixture.project)
            fixture.fake.addProject("acme/more\(number)", members: ["owner": 50])
            fixture.clock.advance(by: .seconds(2))
        }
    }

    private func check(_ outcome: RowSweep.Outcome) {
        #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(20).joined(separator: "\n"))")
        #expect(outcome.rounds > 50)
    }

    @Test func `an unusual issue does not affect the others`() async throws {
        try await fill()
        check(
            try await RowSweep(transport, "iid", is: 2).run(key: { (ticket: Ticket) in ticket.key }, odd: "2") {
                try await everyRow(in: "issues") {
                    try await tracker.tickets(in: fixture.project, since: nil, page: $0, pageSize: 100)
                }
            })
    }

    @Test func `an unusual thread or note does not affect the others`() async throws {
        try await fill()
        let comments = try await fixture.tracker.comments(of: "1", in: fixture.project, page: nil).items
        let odd = try #require(comments.first { $0.body == "Comment 2" })
        var sweep = RowSweep(transport, "id", is: .string(try #require(odd.threadID)))
        // A thread without notes has no comments.
        sweep.hides = { $0 == "notes: []" }
        check(
            try await sweep.run(key: { (comment: RemoteComment) in comment.remoteID }, odd: odd.remoteID) {
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
        let milestones = try await fixture.tracker.milestones(of: fixture.project, page: nil).items
        let odd = try #require(milestones.first { $0.title == "2.0" })
        check(
            try await RowSweep(transport, "title", is: "2.0").run(
                key: { (milestone: RemoteMilestone) in milestone.key }, odd: odd.key
            ) {
                try await everyRow(in: "milestones") { try await tracker.milestones(of: fixture.project, page: $0) }
            })
        check(
            try await RowSweep(transport, "username", is: "helper").run(
                key: { (member: RemoteMember) in member.user.username }, odd: "helper"
            ) {
                try await everyRow(in: "members") { try await tracker.members(of: fixture.project, page: $0) }
            })
    }

    @Test func `an unusual project does not affect the others`() async throws {
        try await fill()
        let name: JSON = "acme/more2"
        check(
            try await RowSweep(transport, "path_with_namespace", is: name).run(
                key: { (project: RemoteProject) in project.path }, odd: "acme/more2"
            ) {
                try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
            })
    }
}
