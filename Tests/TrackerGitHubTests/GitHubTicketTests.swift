import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite struct GitHubTicketTests {
    @Test func `labels have four formats`() throws {
        let labels: JSON = [
            "bare", ["name": "named"], ["name": "old", "color": "FF0000", "url": "https://x"],
            ["id": 1, "name": "full", "color": "00ff00", "description": .null, "default": false], 7,
            ["color": "nameless"],
        ]
        let issue = try GitHub.Issue(WireObject(Self.minimal.adding(["labels": labels]), "issue"))
        #expect(issue.ticket(in: ProjectReference(path: "a/b")).labels == ["bare", "named", "old", "full"])
    }

    @Test func `an issue of the fewest fields is a ticket`() throws {
        let ticket = try GitHub.Issue(WireObject(Self.minimal, "issue")).ticket(in: ProjectReference(path: "a/b"))
        #expect(ticket.body == "")
        #expect(ticket.author == nil)
        #expect(ticket.assignees == [])
        #expect(ticket.status == .open)
        #expect(ticket.kind == .issue)
        #expect(ticket.updatedAt == ticket.createdAt)
        #expect(ticket.remoteData == Self.minimal)
    }

    @Test(arguments: ["id", "number"])
    func `a field that cannot be done without is named when it is missing`(_ name: String) throws {
        let lacking = JSON.object((Self.minimal.objectValue ?? [:]).filter { $0.key != name })
        #expect { _ = try GitHub.Issue(WireObject(lacking, "issue")) } throws: {
            guard case .malformedResponse(let detail)? = $0 as? TrackerError else { return false }
            return detail.hasPrefix("issue.\(name) is missing")
        }
    }

    @Test(arguments: [("Bug", TicketKind.bug), ("task", .task), ("Feature", .other), ("Incident", .incident)])
    func `an organisation's issue type is the kind`(_ type: String, _ kind: TicketKind) throws {
        let json = Self.minimal.adding(["type": ["id": 1, "name": .string(type)]])
        #expect(try GitHub.Issue(WireObject(json, "issue")).ticket(in: ProjectReference(path: "a/b")).kind == kind)
    }

    @Test(
        arguments: [
            ("completed", Resolution.completed), ("not_planned", .notPlanned), ("duplicate", .duplicate),
            ("new", .unknown),
            (nil, .unknown),
        ] as [(String?, Resolution)])
    func `a closed issue's reason is the resolution`(_ reason: String?, _ resolution: Resolution) throws {
        let json = Self.minimal.adding([
            "state": "closed", "state_reason": JSON(reason), "closed_at": "2026-01-02T00:00:00Z",
        ])
        let ticket = try GitHub.Issue(WireObject(json, "issue")).ticket(in: ProjectReference(path: "a/b"))
        #expect(ticket.status == .done)
        #expect(ticket.resolution == resolution)
        #expect(ticket.statusRaw == RawStatus(id: "closed"))
    }

    @Test func `a label of the status map sets the status of an open ticket only`() throws {
        let project = ProjectReference(
            path: "a/b", statusMap: ["label:WIP": .inProgress, "label:wontfix": .ignored, "open": .onHold])
        let labelled = Self.minimal.adding(["labels": ["other", "wip", "wontfix"]])
        let open = try GitHub.Issue(WireObject(labelled, "issue")).ticket(in: project)
        #expect(open.status == .inProgress)
        #expect(open.statusRaw == RawStatus(id: "label:wip", name: "wip"))
        let closed = try GitHub.Issue(WireObject(labelled.adding(["state": "closed"]), "issue")).ticket(in: project)
        #expect(closed.status == .done)
    }

    @Test func `the parent is its number, with its repository when that is another`() throws {
        let api = "https://api.github.com/repos/"
        for (parent, key) in [("a/b/issues/7", "7"), ("c/d/issues/7", "c/d#7"), ("a/b/nonsense", nil)]
            as [(String, String?)]
        {
            let json = Self.minimal.adding([
                "repository_url": .string(api + "a/b"), "parent_issue_url": .string(api + parent),
            ])
            #expect(try GitHub.Issue(WireObject(json, "issue")).ticket(in: ProjectReference(path: "a/b")).parent == key)
        }
    }

    @Test func `a pull request's number is not a ticket for any operation, and it is left unchanged`() async throws {
        let fixture = try GitHubFixture()
        let key = String(fixture.fake.addIssue("acme/tools", title: "A pull request", isPullRequest: true))
        fixture.fake.addComment("acme/tools", on: 1, body: "On a pull request", author: "helper")
        let tracker = fixture.tracker, project = fixture.project
        let comment = "1005"
        let operations: [@Sendable () async throws -> Void] = [
            { _ = try await tracker.ticket(key, in: project) },
            { _ = try await tracker.updateTicket(key, TicketPatch(), in: project) },
            { try await tracker.deleteTicket(key, in: project) },
            { try await tracker.setSubscribed(true, to: key, in: project) },
            { _ = try await tracker.comments(of: key, in: project, page: nil) },
            { _ = try await tracker.createComment(CommentDraft(body: "Text"), on: key, in: project) },
            { _ = try await tracker.updateComment(comment, body: "New", on: key, in: project) },
            { try await tracker.deleteComment(comment, on: key, in: project) },
        ]
        for operation in operations {
            await #expect { try await operation() } throws: {
                ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
            }
        }
        #expect(fixture.fake.record.allSatisfy { $0.method == "GET" })
    }

    @Test func `an issue that was moved to another repository is not found`() async throws {
        let tracker = try GitHubTracker.scripted { request, number in
            if number == 0 {
                return ClientResponse(
                    status: 301, headers: [.location: "https://api.github.com/repositories/9/issues/77"])
            }
            return .json(Self.minimal.adding(["number": 77]))
        }
        await #expect {
            _ = try await tracker.ticket("2", in: ProjectReference(path: "a/b"))
        } throws: { ($0 as? TrackerError)?.kindName == "notFound ticket 2" }
    }

    @Test func `times are requested in whole seconds`() async throws {
        let transport = ScriptedTransport { _, _ in .json([]) }
        let since = Timestamp("2026-01-02T03:04:05.678901Z")
        _ = try await GitHubTracker.on(transport).tickets(
            in: ProjectReference(path: "a/b"), since: since, page: nil, pageSize: 7)
        let url = try #require(transport.requests.first?.url)
        #expect(
            url
                == "https://api.github.com/repos/a/b/issues?state=all&sort=updated&direction=asc&since=2026-01-02T03%3A04%3A05Z&per_page=7"
        )
    }

    @Test func `ghosts and empty bodies are tickets and comments`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.addIssue("acme/tools", title: "By a ghost")
        fixture.fake.addComment("acme/tools", on: 1, body: nil)
        let ticket = try await fixture.tracker.ticket("1", in: fixture.project)
        #expect(ticket.author == nil)
        #expect(ticket.body == "")
        let comments = try await fixture.tracker.comments(of: "1", in: fixture.project, page: nil).items
        #expect(comments.map(\.body) == [""])
        #expect(comments.first?.author == nil)
    }

    @Test func `fields that GitHub drops silently are an error`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.addAccount("visitor", token: "ghp_visitor")
        let visitor = try fixture.tracker(token: "ghp_visitor")
        let ticket = try await visitor.createTicket(TicketDraft(title: "Mine"), in: fixture.project, marker: nil)
        var patch = TicketPatch()
        patch.labels = .set(["bug"])
        patch.title = .set("Still mine")
        await #expect {
            _ = try await visitor.updateTicket(ticket.key, patch, in: fixture.project)
        } throws: {
            guard case .forbidden(let failure)? = $0 as? TrackerError else { return false }
            return failure.message.contains("labels")
        }
    }

    @Test func `a creation whose later steps fail returns the created ticket, so that it is not repeated`() async throws
    {
        let fixture = try GitHubFixture()
        _ = try await fixture.tracker.createTicket(TicketDraft(title: "Parent"), in: fixture.project, marker: nil)
        var draft = TicketDraft(title: "Half done")
        draft.status = .status(.done, .completed)
        draft.parent = "1"
        fixture.fake.inject(.badGateway, path: "sub_issues")
        let made = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil)
        #expect(made.status == .done)
        #expect(made.parent == nil)
        fixture.fake.inject(.badGateway, method: .patch)
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).status == .open)
        #expect(fixture.fake.issueCount("acme/tools") == 3)
    }

    @Test func `ignored is closed as not planned`() async throws {
        let fixture = try GitHubFixture()
        _ = try await fixture.tracker.createTicket(TicketDraft(title: "No"), in: fixture.project, marker: nil)
        var patch = TicketPatch()
        patch.status = .set(.status(.ignored, nil))
        let ticket = try await fixture.tracker.updateTicket("1", patch, in: fixture.project)
        #expect(ticket.status == .done)
        #expect(ticket.resolution == .notPlanned)
    }

    @Test func `a status without a label in the map is refused before GitHub is called`()
        async throws
    {
        let fixture = try GitHubFixture()
        let project = ProjectReference(path: "acme/tools")
        let ticket = try await fixture.tracker.createTicket(TicketDraft(title: "Plain"), in: project, marker: nil)
        for status in [TicketStatus.inProgress, .onHold, .unknown] {
            var patch = TicketPatch()
            patch.title = .set("Changed")
            patch.status = .set(.status(status, nil))
            await #expect {
                _ = try await fixture.tracker.updateTicket(ticket.key, patch, in: project)
            } throws: {
                guard case .invalid(let errors, _)? = $0 as? TrackerError else { return false }
                return errors.map(\.pointer) == ["/status"]
            }
        }
        #expect(try await fixture.tracker.ticket(ticket.key, in: project).title == "Plain")
    }

    @Test func `lists that repeat rows return each ticket once`() async throws {
        let fixture = try GitHubFixture()
        for number in 0..<9 {
            fixture.fake.addIssue("acme/tools", title: "Issue \(number)")
            if number % 3 == 0 { fixture.clock.advance(by: .seconds(2)) }
        }
        fixture.fake.setRepeatsRows(true)
        var keys: [String] = []
        var page: PageToken?
        repeat {
            let list = try await fixture.tracker.tickets(in: fixture.project, since: nil, page: page, pageSize: 2)
            keys += list.items.map(\.key)
            page = list.next
        } while page != nil
        #expect(keys.count == Set(keys).count)
        #expect(Set(keys) == Set((1...9).map(String.init)))
    }

    /// An issue with the required fields only.
    static let minimal: JSON = [
        "id": 1, "number": 2, "title": "Title", "html_url": "https://github.com/a/b/issues/2",
        "created_at": "2026-01-01T00:00:00Z",
    ]
}
