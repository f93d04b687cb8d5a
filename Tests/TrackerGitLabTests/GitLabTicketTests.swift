import FakeGitLab
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

@Suite struct GitLabTicketTests {
    /// The fewest fields that make an issue.
    static let minimal: JSON = [
        "id": 41, "iid": 2, "title": "Title", "web_url": "https://gitlab.com/a/b/-/issues/2", "created_at": "2026-01-01T00:00:00.123Z",
    ]

    private func ticket(_ fields: JSON = [:], _ map: [String: TicketStatus] = [:]) throws -> RemoteTicket {
        try GitLab.Issue(WireObject(Self.minimal.adding(fields), "issue")).ticket(in: ProjectReference(path: "a/b", statusMap: map))
    }

    @Test func `an issue of the fewest fields is a ticket`() throws {
        let ticket = try ticket()
        #expect(ticket.remoteID == "41" && ticket.key == "2" && ticket.body == "" && ticket.author == nil && ticket.assignees == [])
        #expect(ticket.status == .open && ticket.statusRaw == RawStatus(id: "opened") && ticket.kind == .issue && ticket.resolution == nil)
        #expect(ticket.createdAt == Timestamp("2026-01-01T00:00:00.123Z") && ticket.updatedAt == ticket.createdAt)
        #expect(ticket.remoteData == Self.minimal)
    }

    @Test(arguments: ["id", "iid", "title", "web_url", "created_at"])
    func `a field that cannot be done without is named when it is missing`(_ name: String) throws {
        let lacking = JSON.object((Self.minimal.objectValue ?? [:]).filter { $0.key != name })
        #expect { _ = try GitLab.Issue(WireObject(lacking, "issue")) } throws: {
            guard case .malformedResponse(let detail)? = $0 as? TrackerError else { return false }
            return detail.hasPrefix("issue.\(name) is absent")
        }
    }

    @Test func `kinds, closing, confidentiality and days are read`() throws {
        for (type, kind) in [
            ("issue", TicketKind.issue), ("incident", .incident), ("task", .task), ("test_case", .other), ("ticket", .other),
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

    @Test func `a label of the status map gives an open ticket its status, by exactly its name`() throws {
        let map: [String: TicketStatus] = ["label:WIP": .inProgress, "label:wontfix": .ignored, "opened": .onHold]
        #expect(try ticket(["labels": ["other", "WIP", "wontfix"]], map).status == .inProgress)
        #expect(try ticket(["labels": ["wip", "wontfix"]], map).status == .open)
    }

    @Test func `labels are added and taken away without being read first, so that nobody else's are lost`() async throws {
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

    @Test func `what GitLab drops without a word is no success`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("visitor", token: "glpat-visitor")
        let visitor = try fixture.tracker(token: "glpat-visitor")
        let ticket = try await visitor.createTicket(TicketDraft(title: "Mine"), in: fixture.project, marker: nil)
        let changes: [(String, (inout TicketPatch) -> Void)] = [
            ("labels", { $0.labels = .set(["bug"]) }), ("labels", { $0.addLabels = ["bug"] }),
            ("assignees", { $0.assignees = .set(["helper"]) }),
            ("confidential", { $0.confidential = .set(true) }), ("due date", { $0.dueAt = .set(Timestamp("2030-01-01")) }),
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

    @Test func `a creation whose closing fails answers what was made, so that nobody makes it again`() async throws {
        let fixture = try GitLabFixture()
        var draft = TicketDraft(title: "Half done")
        draft.status = .status(.done, nil)
        fixture.fake.inject(.badGateway, method: .put)
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).status == .open)
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).status == .done)
        #expect(fixture.fake.issueCount(GitLabFixture.path) == 2)
    }

    @Test func `more rows than GitLab counts, or counts pages to, are all listed once`() async throws {
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

    @Test func `times are asked for in whole seconds, and what came before is left out`() async throws {
        let transport = ScriptedTransport { _, _ in .json([Self.minimal.adding(["updated_at": "2026-01-02T03:04:05.678Z"])]) }
        let since = Timestamp("2026-01-02T03:04:05.679Z")
        let page = try await GitLabTracker.on(transport).tickets(in: ProjectReference(path: "a/b"), since: since, page: nil, pageSize: 7)
        #expect(page.items == [])
        #expect(
            transport.requests.first?.url
                == "https://gitlab.com/api/v4/projects/a%2Fb/issues?scope=all&order_by=updated_at&sort=asc&updated_after=2026-01-02T03%3A04%3A05Z&per_page=7"
        )
    }

    @Test func `confidential issues are flagged, and are not found without the right to them`() async throws {
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
