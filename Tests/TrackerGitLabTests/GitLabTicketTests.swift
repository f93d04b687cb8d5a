import FakeGitLab
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

@Suite struct GitLabTicketTests {
    @Test func `fields that GitLab drops silently are never reported as a success`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("guest", token: "glpat-guest")
        fixture.fake.addProject("acme/guests", members: ["owner": 50, "guest": 10, "helper": 30])
        let project = ProjectReference(path: "acme/guests", statusMap: ["label:wip": .inProgress])
        let guest = try fixture.tracker(token: "glpat-guest")
        var milestone = MilestoneDraft()
        milestone.title = .set("M1")
        _ = try await fixture.tracker.createMilestone(milestone, in: project)
        var draft = TicketDraft(title: "Full")
        draft.labels = ["bug"]
        draft.assignees = ["helper"]
        draft.milestone = "M1"
        draft.confidential = true
        draft.status = .status(.inProgress, nil)
        // A guest may set all of these fields on a new issue, but not change them afterwards.
        let made = try await guest.createTicket(draft, in: project, marker: nil)
        #expect(
            Set(made.labels) == ["bug", "wip"] && made.assignees.count == 1 && made.milestone?.title == "M1"
                && made.confidential)
        let changes: [(inout TicketPatch) -> Void] = [
            { $0.labels = .set([]) }, { $0.labels = .set(["bug"]) }, { $0.removeLabels = ["bug"] },
            { $0.addLabels = ["more"] },
            { $0.assignees = .set([]) }, { $0.assignees = .set(["owner"]) }, { $0.milestone = .set(nil) },
            { $0.status = .set(.status(.open, nil)) }, { $0.confidential = .set(false) },
        ]
        for (number, change) in changes.enumerated() {
            var patch = TicketPatch()
            change(&patch)
            await #expect("change \(number)") {
                _ = try await guest.updateTicket(made.key, patch, in: project)
            } throws: {
                ($0 as? TrackerError)?.kindName == "forbidden"
            }
            _ = try await fixture.tracker.updateTicket(made.key, patch, in: project)
            var back = TicketPatch()
            back.labels = .set(["bug"])
            back.status = .set(.status(.inProgress, nil))
            back.assignees = .set(["helper"])
            back.milestone = .set("M1")
            back.confidential = .set(true)
            _ = try await fixture.tracker.updateTicket(made.key, back, in: project)
        }
    }

    @Test func `a new issue with missing fields is reported as refused, with its number`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("stranger", token: "glpat-stranger")
        var draft = TicketDraft(title: "Secret")
        draft.confidential = true
        let stranger = try fixture.tracker(token: "glpat-stranger")
        await #expect {
            _ = try await stranger.createTicket(draft, in: fixture.project, marker: nil)
        } throws: {
            guard case .forbidden(let failure)? = $0 as? TrackerError else { return false }
            return failure.message.contains("issue 1,") && failure.message.contains("confidential")
        }
    }

    @Test func `a kind that GitLab does not accept is an error`() throws {
        var change = GitLab.IssueChange()
        try change.set(.incident)
        let issue = try GitLab.Issue(
            WireObject(
                [
                    "id": 1, "iid": 1, "title": "T", "web_url": "x", "created_at": "2026-01-01T00:00:00Z",
                    "state": "opened",
                    "issue_type": "issue",
                ], "issue"))
        #expect(change.dropped(by: issue) == ["kind"])
    }

    @Test func `the original is found among an issue and its copy`() async throws {
        let fixture = try GitLabFixture()
        let marker = CreationMarker("m-1")
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "One"), in: fixture.project, marker: marker)
        fixture.clock.advance(by: .seconds(5))
        fixture.fake.addIssue(GitLabFixture.path, title: "Copy", description: marker.htmlComment, author: "owner")
        #expect(
            try await fixture.tracker.findTicket(marked: marker, in: fixture.project, since: made.createdAt)?.key
                == made.key)
    }

    /// An issue with the required fields only.
    static let minimal: JSON = [
        "id": 41, "iid": 2, "title": "Title", "web_url": "https://gitlab.com/a/b/-/issues/2",
        "created_at": "2026-01-01T00:00:00.123Z",
    ]

    private func ticket(_ fields: JSON = [:], _ map: [String: TicketStatus] = [:]) throws -> Ticket {
        try GitLab.Issue(WireObject(Self.minimal.adding(fields), "issue")).ticket(
            in: ProjectReference(path: "a/b", statusMap: map))
    }

    @Test func `an issue of the fewest fields is a ticket`() throws {
        let ticket = try ticket()
        #expect(
            ticket.remoteID == "41" && ticket.key == "2" && ticket.body == "" && ticket.author == nil
                && ticket.assignees == [])
        #expect(
            ticket.status == .open && ticket.statusRaw == RawStatus(id: "opened") && ticket.kind == .issue
                && ticket.resolution == nil)
        #expect(ticket.createdAt == Timestamp("2026-01-01T00:00:00.123Z") && ticket.updatedAt == ticket.createdAt)
        #expect(ticket.remoteData == Self.minimal)
    }

    @Test(arguments: ["id", "iid"])
    func `a field that cannot be done without is named when it is missing`(_ name: String) throws {
        let lacking = JSON.object((Self.minimal.objectValue ?? [:]).filter { $0.key != name })
        #expect { _ = try GitLab.Issue(WireObject(lacking, "issue")) } throws: {
            guard case .malformedResponse(let detail)? = $0 as? TrackerError else { return false }
            return detail.hasPrefix("issue.\(name) is missing")
        }
    }

    @Test func `kinds, closing, confidentiality and days are read`() throws {
        for (type, kind) in [
            ("issue", TicketKind.issue), ("incident", .incident), ("task", .task), ("test_case", .other),
            ("ticket", .other),
        ] {
            #expect(try ticket(["issue_type": .string(type)]).kind == kind)
            #expect(try ticket(["type": .string(type.uppercased())]).kind == kind)
        }
        let closed = try ticket(
            ["state": "closed", "closed_at": "2026-01-02T00:00:00.000Z", "labels": ["wip"]], ["label:wip": .inProgress])
        #expect(closed.status == .done && closed.resolution == .unknown && closed.statusRaw == RawStatus(id: "closed"))
        #expect(try ticket(["state": "closed"], ["closed": .ignored]).status == .ignored)
        let ticket = try ticket(["confidential": true, "discussion_locked": true, "due_date": "2030-06-15"])
        #expect(ticket.confidential && ticket.locked && ticket.dueAt == Timestamp("2030-06-15T00:00:00Z"))
    }

    @Test func `a label of the status map sets the status of an open ticket by its exact name`() throws {
        let map: [String: TicketStatus] = ["label:WIP": .inProgress, "label:wontfix": .ignored, "opened": .onHold]
        #expect(try ticket(["labels": ["other", "WIP", "wontfix"]], map).status == .inProgress)
        #expect(try ticket(["labels": ["wip", "wontfix"]], map).status == .open)
    }

    @Test func `labels are added and removed without reading first, so that nobody else's changes are lost`()
        async throws
    {
        let transport = ScriptedTransport { _, _ in .json(Self.minimal.adding(["labels": ["one", "theirs"]])) }
        var patch = TicketPatch()
        patch.addLabels = ["one"]
        patch.removeLabels = ["two"]
        let changed = try await GitLabTracker.on(transport).updateTicket("2", patch, in: ProjectReference(path: "a/b"))
        #expect(changed.labels == ["one", "theirs"])
        #expect(transport.requests.count == 1)
        let body = try JSON(parsing: try #require(transport.requests.first?.body))
        #expect(body == ["add_labels": "one", "remove_labels": "two"])
    }

    @Test func `fields that GitLab drops silently are an error`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("visitor", token: "glpat-visitor")
        let visitor = try fixture.tracker(token: "glpat-visitor")
        let ticket = try await visitor.createTicket(TicketDraft(title: "Mine"), in: fixture.project, marker: nil)
        let changes: [(String, (inout TicketPatch) -> Void)] = [
            ("labels", { $0.labels = .set(["bug"]) }), ("labels", { $0.addLabels = ["bug"] }),
            ("assignees", { $0.assignees = .set(["helper"]) }),
            ("confidential", { $0.confidential = .set(true) }),
            ("due date", { $0.dueAt = .set(Timestamp("2030-01-01")) }),
            ("lock", { $0.locked = .set(true) }),
        ]
        for (word, change) in changes {
            var patch = TicketPatch()
            change(&patch)
            await #expect {
                _ = try await visitor.updateTicket(ticket.key, patch, in: fixture.project)
            } throws: {
                guard case .forbidden(let failure)? = $0 as? TrackerError else { return false }
                return failure.message.contains(word)
            }
        }
    }

    @Test func `kinds and labels that GitLab cannot keep are refused before anything is done`() async throws {
        let fixture = try GitLabFixture()
        var draft = TicketDraft(title: "Bug")
        draft.kind = .bug
        await #expect { _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil) } throws: {
            Self.refuses($0, "/kind")
        }
        draft.kind = .incident
        draft.labels = ["a,b"]
        await #expect { _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil) } throws: {
            Self.refuses($0, "/labels")
        }
        draft.labels = []
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).kind == .incident)
        #expect(fixture.fake.issueCount(GitLabFixture.path) == 1)
        var patch = TicketPatch()
        patch.kind = .set(.task)
        #expect(try await fixture.tracker.updateTicket("1", patch, in: fixture.project).kind == .task)
        for status in [TicketStatus.inProgress, .onHold, .unknown] {
            var patch = TicketPatch()
            patch.status = .set(.status(status, nil))
            await #expect {
                _ = try await fixture.tracker.updateTicket("1", patch, in: ProjectReference(path: GitLabFixture.path))
            } throws: { Self.refuses($0, "/status") }
        }
    }

    private static func refuses(_ error: any Error, _ pointer: String) -> Bool {
        guard case .invalid(let errors, _)? = error as? TrackerError else { return false }
        return errors.map(\.pointer) == [pointer]
    }

    @Test func `a creation whose closing fails returns the created ticket, so that it is not repeated`() async throws {
        let fixture = try GitLabFixture()
        var draft = TicketDraft(title: "Half done")
        draft.status = .status(.done, nil)
        fixture.fake.inject(.badGateway, method: .put)
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).status == .open)
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).status == .done)
        #expect(fixture.fake.issueCount(GitLabFixture.path) == 2)
    }

    @Test func `more rows than GitLab counts, or paginates, are all listed once`() async throws {
        var limits = FakeLimits()
        limits.countedRows = 10
        limits.maximumOffset = 20
        let fixture = try GitLabFixture(limits: limits)
        for number in 0..<137 {
            if number % 2 == 0 { fixture.clock.advance(by: .seconds(1)) }
            fixture.fake.addIssue(GitLabFixture.path, title: "Issue \(number)")
        }
        var keys: [String] = []
        var page: PageToken?
        repeat {
            let list = try await fixture.tracker.tickets(in: fixture.project, since: nil, page: page, pageSize: 10)
            keys += list.items.map(\.key)
            page = list.next
        } while page != nil
        #expect(keys.count == 137 && Set(keys) == Set((1...137).map(String.init)))
    }

    @Test func `times are requested in whole seconds, and earlier results are omitted`() async throws {
        let transport = ScriptedTransport { _, _ in
            .json([Self.minimal.adding(["updated_at": "2026-01-02T03:04:05.678Z"])])
        }
        let since = Timestamp("2026-01-02T03:04:05.679Z")
        let page = try await GitLabTracker.on(transport).tickets(
            in: ProjectReference(path: "a/b"), since: since, page: nil, pageSize: 7)
        #expect(page.items == [])
        #expect(
            transport.requests.first?.url
                == "https://gitlab.com/api/v4/projects/a%2Fb/issues?scope=all&order_by=updated_at&sort=asc&updated_after=2026-01-02T03%3A04%3A05Z&per_page=7"
        )
    }

    @Test func `confidential issues are flagged, and not found without the right to see them`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("visitor", token: "glpat-visitor")
        var draft = TicketDraft(title: "Secret")
        draft.confidential = true
        let made = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil)
        #expect(made.confidential)
        let visitor = try fixture.tracker(token: "glpat-visitor")
        await #expect { _ = try await visitor.ticket(made.key, in: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "notFound ticket \(made.key)"
        }
        #expect(try await visitor.tickets(in: fixture.project, since: nil, page: nil, pageSize: 10).items == [])
    }
}
