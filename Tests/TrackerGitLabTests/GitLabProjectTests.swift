import FakeGitLab
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// A project's path may be reused by another project.
@Suite struct GitLabProjectTests {
    @Test func `a project is addressed by its number, even if another one has taken its path`() async throws {
        let fixture = try GitLabFixture(), tracker = fixture.tracker, fake = fixture.fake
        let id = try await tracker.project(GitLabFixture.path).remoteID
        let project = ProjectReference(path: GitLabFixture.path, remoteID: id)
        let made = try await tracker.createTicket(TicketDraft(title: "Ours", body: "x"), in: project, marker: nil)
        fake.rename(GitLabFixture.path, to: "acme/backend/moved")
        fake.addProject(GitLabFixture.path, members: ["owner": 50])
        let strange = ProjectReference(path: GitLabFixture.path)
        _ = try await tracker.createTicket(TicketDraft(title: "A stranger", body: "x"), in: strange, marker: nil)
        #expect(
            try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 10).items.map(\.title) == ["Ours"])
        var patch = TicketPatch()
        patch.title = .set("Still ours")
        #expect(try await tracker.updateTicket(made.key, patch, in: project).title == "Still ours")
        _ = try await tracker.createComment(CommentDraft(body: "said"), on: made.key, in: project)
        #expect(try await tracker.ticket("1", in: strange).title == "A stranger")
        #expect(try await tracker.comments(of: "1", in: strange, page: nil).items.filter { !$0.isSystem }.isEmpty)
        #expect(try await tracker.project(remoteID: id).path == "acme/backend/moved")
    }
}
