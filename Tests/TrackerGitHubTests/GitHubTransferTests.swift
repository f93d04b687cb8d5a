import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerConformance
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// Redirects are followed to renamed repositories, but not to other repositories.
@Suite struct GitHubTransferTests {
    private static func isMissing(_ error: any Error) -> Bool {
        (error as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
    }

    @Test(arguments: [nil, "acme/former"])
    func `a transferred issue that has the same number in its new repository is neither read nor written there`(
        _ former: String?
    )
        async throws
    {
        let fixture = try GitHubFixture(), fake = fixture.fake
        fake.addRepository("acme/new", roles: [:])
        fake.addIssue("acme/tools", title: "moves", body: nil, author: nil)
        #expect(fake.transfer("acme/tools", 1, to: "acme/new") == 1)
        if let former {
            // The channel's own repository was renamed, too.
            fake.rename("acme/tools", to: former)
        }
        let tracker = fixture.tracker, project = fixture.project
        var patch = TicketPatch()
        patch.title = .set("written")
        let change = patch
        let operations: [() async throws -> Void] = [
            { _ = try await tracker.ticket("1", in: project) },
            { _ = try await tracker.patch("1", ["title": "written"], in: project) },
            { _ = try await tracker.updateTicket("1", change, in: project) },
            { _ = try await tracker.comments(of: "1", in: project, page: nil) },
            { _ = try await tracker.createComment(CommentDraft(body: "written"), on: "1", in: project) },
            {
                _ = try await tracker.client.send(
                    APICall(.post, tracker.issuePath("1", in: project).appending("comments"), what: "x"))
            },
            {
                _ = try await tracker.client.send(
                    APICall(.put, tracker.issuePath("1", in: project).appending("lock"), what: "x"))
            },
            { try await tracker.setSubscribed(true, to: "1", in: project) },
            { try await tracker.deleteTicket("1", in: project) },
        ]
        for operation in operations { await #expect { try await operation() } throws: { Self.isMissing($0) } }
        let moved = try #require(fake.issue("acme/new", 1))
        #expect(moved.title == "moves" && moved.comments == [])
        #expect(!fake.record.contains { $0.target.contains("/acme/new/issues") })
    }

    @Test func `an issue of a renamed repository is read and written as before`() async throws {
        let fixture = try GitHubFixture(), fake = fixture.fake
        fake.addIssue("acme/tools", title: "stays", body: nil, author: nil)
        fake.rename("acme/tools", to: "acme/other")
        var patch = TicketPatch()
        patch.title = .set("written")
        #expect(try await fixture.tracker.updateTicket("1", patch, in: fixture.project).title == "written")
        _ = try await fixture.tracker.createComment(CommentDraft(body: "said"), on: "1", in: fixture.project)
        #expect(fake.issue("acme/other", 1)?.comments == ["said"])
        let id = try await fixture.tracker.project("acme/tools").remoteID
        #expect(try await fixture.tracker.project(remoteID: id).path == "acme/other")
    }

    @Test func `a repository that took the old name is neither read nor written, whatever was cached under it`()
        async throws
    {
        let fixture = try GitHubFixture(), fake = fixture.fake, tracker = fixture.tracker
        fake.addIssue("acme/tools", title: "ours", body: nil, author: nil)
        fake.setFile("acme/tools", ".github/ISSUE_TEMPLATE/bug.md", text: "ours")
        let project = ProjectReference(path: "acme/tools", remoteID: try await tracker.project("acme/tools").remoteID)
        let seen = try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 10).items
        fake.rename("acme/tools", to: "acme/moved")
        fake.addRepository("acme/tools", roles: ["helper": "write"])
        fake.addIssue("acme/tools", title: "a stranger's", body: nil, author: nil)
        fake.addIssue("acme/tools", title: "another stranger's", body: nil, author: nil)
        fake.clearRecord()
        var patch = TicketPatch()
        patch.title = .set("written")
        #expect(try await tracker.ticket("1", in: project).remoteID == seen.first?.remoteID)
        let changed = try await tracker.updateTicket("1", patch, in: project)
        #expect(changed.title == "written" && changed.remoteID == seen.first?.remoteID)
        let comment = try await tracker.createComment(CommentDraft(body: "said"), on: "1", in: project)
        _ = try await tracker.updateComment(comment.remoteID, body: "said again", on: "1", in: project)
        #expect(try await tracker.comments(of: "1", in: project, page: nil).items.map(\.body) == ["said again"])
        #expect(
            try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 10).items.map(\.title) == [
                "written"
            ])
        var label = LabelDraft()
        (label.name, label.color) = (.set("ours"), .set("ff0000"))
        _ = try await tracker.createLabel(label, in: project)
        #expect(try await tracker.templateFiles(in: project).map(\.content) == ["ours"])
        await #expect { _ = try await tracker.ticket("2", in: project) } throws: { Self.isMissing($0) }
        await #expect { _ = try await tracker.updateTicket("2", patch, in: project) } throws: { Self.isMissing($0) }
        try await tracker.setSubscribed(true, to: "1", in: project)
        try await tracker.deleteTicket("1", in: project)
        #expect(fake.issue("acme/moved", 1) == nil)
        let stranger = try #require(fake.issue("acme/tools", 1))
        #expect(stranger.title == "a stranger's" && stranger.comments == [])
        #expect(!fake.record.contains { $0.target.contains("/repos/acme/tools") })
    }

    /// The redirect contains the other repository's name instead of its ID.
    @Test(arguments: ["https://api.github.com", ""])
    func `a redirect by name is followed only into the same repository`(_ origin: String) async throws {
        let transport = ScriptedTransport { request, _ in
            let path = request.url.dropFirst("https://api.github.com".count)
            switch (request.method, path) {
            case (.get, "/repos/acme/old"), (.get, "/repos/acme/renamed"):
                return .json(["id": 10, "full_name": "acme/renamed"])
            case (.get, "/repos/acme/new"): return .json(["id": 20, "full_name": "acme/new"])
            case (.get, "/repos/acme/old/issues/1"), (.patch, "/repos/acme/old/issues/1"):
                return ClientResponse(
                    status: request.method == .get ? 301 : 307,
                    headers: [.location: origin + "/repos/acme/new/issues/1"])
            case (.get, "/repos/acme/old/issues/2"):
                return ClientResponse(status: 301, headers: [.location: origin + "/repos/acme/renamed/issues/2"])
            case (.get, "/repos/acme/renamed/issues/2"):
                return .json([
                    "id": 1, "number": 2, "title": "stays", "html_url": "https://github.com/acme/renamed/issues/2",
                    "created_at": "2026-01-01T00:00:00Z",
                ])
            default: return ClientResponse(status: 500)
            }
        }
        // The repository's ID is not known yet. Otherwise it would be used instead of the name, without any redirect.
        let tracker = try GitHubTracker.on(transport), project = ProjectReference(path: "acme/old")
        await #expect { _ = try await tracker.ticket("1", in: project) } throws: { Self.isMissing($0) }
        await #expect { _ = try await tracker.patch("1", ["title": "x"], in: project) } throws: { Self.isMissing($0) }
        #expect(!transport.requests.contains { $0.url.hasSuffix("/acme/new/issues/1") })
        #expect(try await tracker.ticket("2", in: project).title == "stays")
    }
}
