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

/// GitLab's peculiarities of comments, files, labels, milestones, members, users and webhooks.
@Suite struct GitLabObjectTests {
    @Test func `threads are started and continued, system notes are marked, and a change keeps the thread`()
        async throws
    {
        let fixture = try GitLabFixture()
        let tracker = fixture.tracker, project = fixture.project
        let key = try await tracker.createTicket(TicketDraft(title: "Old"), in: project, marker: nil).key
        let first = try await tracker.createComment(CommentDraft(body: "First"), on: key, in: project)
        let other = try await tracker.createComment(CommentDraft(body: "Other"), on: key, in: project)
        let reply = try await tracker.createComment(
            CommentDraft(body: "Reply", threadID: first.threadID), on: key, in: project)
        #expect(first.threadID != nil && first.threadID != other.threadID && reply.threadID == first.threadID)
        #expect(first.url == "http://fake.test/acme/backend/tools/-/issues/1#note_\(first.remoteID)")
        var patch = TicketPatch()
        patch.title = .set("New")
        _ = try await tracker.updateTicket(key, patch, in: project)
        let comments = try await tracker.comments(of: key, in: project, page: nil).items
        #expect(comments.map(\.isSystem) == [false, false, false, true])
        #expect(comments.map(\.body).prefix(3) == ["First", "Other", "Reply"])
        #expect(
            try await tracker.updateComment(reply.remoteID, body: "Changed", on: key, in: project).threadID
                == first.threadID)
        await #expect {
            _ = try await tracker.createComment(CommentDraft(body: "x", threadID: "nonsense"), on: key, in: project)
        } throws: { ($0 as? TrackerError)?.kindName == "invalid" }
    }

    @Test func `internal notes are marked, continue internally, and are invisible to guests`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("visitor", token: "glpat-visitor")
        let tracker = fixture.tracker, project = fixture.project
        let key = try await tracker.createTicket(TicketDraft(title: "T"), in: project, marker: nil).key
        let secret = try await tracker.createComment(
            CommentDraft(body: "For us", isInternal: true), on: key, in: project)
        let open = try await tracker.createComment(CommentDraft(body: "For all"), on: key, in: project)
        let reply = try await tracker.createComment(
            CommentDraft(body: "So too", threadID: secret.threadID, isInternal: true), on: key, in: project)
        #expect(secret.isInternal && secret.threadID != nil && reply.isInternal)
        await #expect {
            _ = try await tracker.createComment(
                CommentDraft(body: "x", threadID: open.threadID, isInternal: true), on: key, in: project)
        } throws: { ($0 as? TrackerError)?.kindName == "invalid" }
        let seen = try await fixture.tracker(token: "glpat-visitor").comments(of: key, in: project, page: nil).items
        #expect(seen.map(\.body) == ["For all"])
    }

    @Test func `a text of only quick actions creates no comment, and is an error`() async throws {
        let fixture = try GitLabFixture()
        let key = try await fixture.tracker.createTicket(TicketDraft(title: "T"), in: fixture.project, marker: nil).key
        await #expect {
            _ = try await fixture.tracker.createComment(CommentDraft(body: "/close"), on: key, in: fixture.project)
        } throws: {
            guard case .invalid(let errors, _)? = $0 as? TrackerError else { return false }
            return errors.map(\.pointer) == ["/body"]
        }
    }

    @Test func `links to uploads are found in texts, each once, with their names`() {
        let secret = String(repeating: "0a", count: 16)
        let text = """
            See [a \\[b\\].txt](/uploads/\(secret)/a.txt) and ![pic](/uploads/\(secret)/b.png){width=5}, again [x](/uploads/\(secret)/a.txt),
            not [y](/uploads/short/c), [z](https://x/uploads/\(secret)/d), [w](/uploads/\(secret)/e/f) or ](/uploads/\(secret)/g).
            """
        let links = GitLab.UploadLink.links(in: text)
        #expect(links.map(\.name) == ["a [b].txt", "pic"])
        #expect(links.map(\.id) == ["\(secret)/a.txt", "\(secret)/b.png"])
        #expect(
            links.map(\.markdown) == ["[a \\[b\\].txt](/uploads/\(secret)/a.txt)", "![pic](/uploads/\(secret)/b.png)"])
        #expect(
            GitLab.UploadLink.links(in: GitLab.UploadLink.markdown(name: "q]\\\n[.x", url: "/uploads/\(secret)/q")).map(
                \.name) == [
                    "q]\\[.x"
                ])
    }

    @Test(.timeLimit(.minutes(1))) func `a text that means harm costs no more than its length`() {
        let secret = String(repeating: "0a", count: 16)
        let escaped = String(repeating: "\\[", count: 200_000)
        #expect(GitLab.UploadLink.links(in: escaped + "](/uploads/x)").isEmpty)
        #expect(GitLab.UploadLink.links(in: "[" + escaped + "](/uploads/\(secret)/f)").map(\.id) == ["\(secret)/f"])
        #expect(GitLab.UploadLink.links(in: String(repeating: "](/uploads/", count: 100_000)).isEmpty)
        #expect(GitLab.UploadLink.links(in: String(repeating: "[](/uploads/", count: 100_000)).isEmpty)
        let many = (0..<20_000).map { "[a](/uploads/\(secret)/\($0))" }.joined()
        #expect(GitLab.UploadLink.links(in: many).count == 20_000)
    }

    @Test func `a file of another ticket is not an attachment, and one in a text leaves the rest unchanged`()
        async throws
    {
        let fixture = try GitLabFixture()
        let tracker = fixture.tracker, project = fixture.project
        let key = try await tracker.createTicket(TicketDraft(title: "One"), in: project, marker: nil).key
        let other = try await tracker.createTicket(TicketDraft(title: "Other"), in: project, marker: nil).key
        let draft = AttachmentDraft(filename: "a.txt", contentType: "text/plain", content: Array("text".utf8))
        let added = try await tracker.addAttachment(draft, to: key, in: project)
        #expect(added.url == "http://fake.test/acme/backend/tools/uploads/\(added.remoteID)")
        for id in [added.remoteID, "nonsense", "../x"] {
            await #expect { _ = try await tracker.attachmentContent(id, of: other, in: project) } throws: {
                ($0 as? TrackerError)?.kindName == "notFound attachment \(id)"
            }
        }
        var patch = TicketPatch()
        patch.body = .set("Before [a](/uploads/\(added.remoteID)) after")
        _ = try await tracker.updateTicket(other, patch, in: project)
        #expect(try await tracker.attachments(of: other, in: project, page: nil).items.map(\.filename) == ["a"])
        #expect(try await tracker.attachmentContent(added.remoteID, of: other, in: project).content == draft.content)
        let third = try await tracker.createTicket(TicketDraft(title: "Third"), in: project, marker: nil).key
        let internally = CommentDraft(body: "[a](/uploads/\(added.remoteID))", isInternal: true)
        _ = try await tracker.createComment(internally, on: third, in: project)
        #expect(try await tracker.attachments(of: third, in: project, page: nil).items == [])
        try await tracker.deleteAttachment(added.remoteID, of: other, in: project)
        #expect(try await tracker.ticket(other, in: project).body == "Before (file deleted) after")
        #expect(fixture.fake.uploadCount(GitLabFixture.path) == 0)
        try await tracker.deleteAttachment(added.remoteID, of: key, in: project)
        #expect(try await tracker.comments(of: key, in: project, page: nil).items.isEmpty)
    }

    @Test(arguments: [
        ("Screenshot attached.\n\n/LINKclose\n", "Screenshot attached.\n\n/(file deleted)close\n"),
        ("````\n```LINK`\n/close\n````", "````\n```(file deleted)`\n/|close\n````"),
        ("`[`LINK`\n@LINKall #LINK7", "`[`(file deleted)`\n@|(file deleted)all #(file deleted)7"),
        ("LINK\n/close\nGL-LINK7 for @all", "(file deleted)\n/|close\nGL-(file deleted)7 for @|all"),
    ])
    func `deleting a file makes nothing around its link act`(_ text: String, _ rest: String) async throws {
        let fixture = try GitLabFixture()
        let tracker = fixture.tracker, project = fixture.project
        let draft = AttachmentDraft(filename: "f.png", contentType: "image/png", content: [1])
        let place = try await tracker.createTicket(TicketDraft(title: "Place"), in: project, marker: nil).key
        let id = try await tracker.addAttachment(draft, to: place, in: project).remoteID
        let written = text.replacing("LINK", with: "[f.png](/uploads/\(id))")
        let expected = rest.replacing("|", with: "\u{200B}")
        fixture.fake.addIssue(GitLabFixture.path, title: "Described", description: written, author: "helper")
        let described = try #require(
            try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 100).items.first {
                $0.title == "Described"
            })
        try await tracker.deleteAttachment(id, of: described.key, in: project)
        #expect(try await tracker.ticket(described.key, in: project).body == expected)
        let comment = try await tracker.createComment(CommentDraft(body: written), on: place, in: project)
        // The first link is that of the comment which added the file.
        try await tracker.deleteAttachment(id, of: place, in: project)
        try await tracker.deleteAttachment(id, of: place, in: project)
        let left = try await tracker.comments(of: place, in: project, page: nil).items
        #expect(left.map(\.remoteID) == [comment.remoteID] && left.map(\.body) == [expected])
    }

    @Test func `labels and milestones of the group are listed, and are the group's to change`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.addGroupLabel(GitLabFixture.path, name: "group label")
        fixture.fake.addGroupMilestone(GitLabFixture.path, title: "Group milestone")
        let label = try #require(try await fixture.tracker.labels(of: fixture.project, page: nil).items.first)
        #expect(label.scope == .group && label.color == "ff0000")
        let milestone = try #require(try await fixture.tracker.milestones(of: fixture.project, page: nil).items.first)
        #expect(milestone.title == "Group milestone")
        var draft = TicketDraft(title: "Planned")
        draft.milestone = "Group milestone"
        #expect(
            try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).milestone?.key
                == milestone.key)
        await #expect {
            try await fixture.tracker.deleteMilestone(milestone.key, in: fixture.project)
        } throws: { ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false }
    }

    @Test func `a label with a numeric name is not confused with another one's identifier`() async throws {
        let fixture = try GitLabFixture()
        var draft = LabelDraft()
        draft.name = .set("victim")
        let victim = try await fixture.tracker.createLabel(draft, in: fixture.project)
        draft.name = .set(victim.remoteID)
        _ = try await fixture.tracker.createLabel(draft, in: fixture.project)
        try await fixture.tracker.deleteLabel(victim.remoteID, in: fixture.project)
        #expect(try await fixture.tracker.labels(of: fixture.project, page: nil).items.map(\.name) == ["victim"])
    }

    @Test func `colours have six digits, three digits or names`() {
        for (color, wanted) in [("#FF00aa", "ff00aa"), ("#f0A", "ff00aa"), ("red", nil)] as [(String, String?)] {
            #expect(GitLab.Label(["name": "x", "color": .string(color)])?.label.color == wanted)
        }
    }

    @Test func `members have roles by name, those of the group included`() async throws {
        let fixture = try GitLabFixture()
        let members = try await fixture.tracker.members(of: fixture.project, page: nil).items
        #expect(members.map { "\($0.user.username) \($0.role)" } == ["owner owner", "helper developer"])
        #expect(try await fixture.tracker.addMember("candidate", level: nil, to: fixture.project).role == "reporter")
        #expect(try await fixture.tracker.addMember("candidate", level: "40", to: fixture.project).role == "maintainer")
        for level in ["king", "0", "-1", "35"] {
            await #expect {
                _ = try await fixture.tracker.addMember("candidate", level: level, to: fixture.project)
            } throws: {
                guard case .invalid(let errors, _)? = $0 as? TrackerError else { return false }
                return errors.map(\.pointer) == ["/level"]
            }
        }
    }

    @Test func `users are found by their public address, and by an identity if an administrator asks`()
        async throws
    {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("hidden", email: "hidden@example.com", identities: ["saml": "uid:7"])
        fixture.fake.addAccount("root", isAdmin: true, token: "glpat-root")
        #expect(try await fixture.tracker.user(.email("hidden@example.com")) == nil)
        await #expect { _ = try await fixture.tracker.user(.id("saml:uid:7")) } throws: {
            ($0 as? TrackerError)?.kindName == "forbidden"
        }
        let root = try fixture.tracker(token: "glpat-root")
        #expect(try await root.user(.email("HIDDEN@example.com"))?.username == "hidden")
        #expect(try await root.user(.id("saml:uid:7"))?.username == "hidden")
        #expect(try await root.user(.id("saml:uid:8")) == nil)
    }

    @Test func `projects are listed by keyset, beyond any page`() async throws {
        let fixture = try GitLabFixture()
        for number in 0..<205 { fixture.fake.addProject("acme/p\(number)", members: ["owner": 30]) }
        var paths: [String] = []
        var page: PageToken?
        repeat {
            let list = try await fixture.tracker.projects(page: page)
            paths += list.items.map(\.path)
            page = list.next
        } while page != nil
        #expect(paths.count == 206 && Set(paths).count == 206)
        #expect(fixture.fake.record.filter { $0.target.contains("id_after=") }.count == 2)
    }

    @Test func `a webhook is registered, its health is shown, and it is removed`() async throws {
        let fixture = try GitLabFixture()
        let draft = WebhookDraft(callbackURL: "https://gateway.example/webhooks/tools", secret: "s3cret")
        let hook = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        #expect(
            try await fixture.tracker.webhook(sendingTo: draft.callbackURL, in: fixture.project)?.remoteID
                == hook.remoteID)
        #expect(try await fixture.tracker.webhook(sendingTo: draft.callbackURL + "x", in: fixture.project) == nil)
        #expect(hook.active && !hook.failing && hook.callbackURL == draft.callbackURL)
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project) == hook)
        fixture.fake.setHookStatus(
            GitLabFixture.path, alertStatus: "temporarily_disabled", disabledUntil: fixture.clock.now() + .seconds(60))
        let paused = try #require(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project))
        #expect(paused.active && paused.failing && paused.detail?.contains("paused") == true)
        fixture.fake.setHookStatus(GitLabFixture.path, alertStatus: "disabled", disabledUntil: nil)
        let disabled = try #require(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project))
        #expect(!disabled.active && disabled.failing)
        for _ in 0..<2 { try await fixture.tracker.removeWebhook(hook.remoteID, from: fixture.project) }
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project) == nil)
        #expect(try await fixture.tracker.webhook("../1", in: fixture.project) == nil)
    }
    @Test func `a webhook of a project that the token no longer sees is not reported as removed`() async throws {
        let fixture = try GitLabFixture()
        let draft = WebhookDraft(callbackURL: "https://gateway.example/webhooks/tools", secret: "s3cret")
        let hook = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        fixture.fake.addAccount("outsider", token: "glpat-outsider")
        let outsider = try fixture.tracker(token: "glpat-outsider")
        await #expect { try await outsider.removeWebhook(hook.remoteID, from: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "forbidden"
        }
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project) == hook)
    }
}
