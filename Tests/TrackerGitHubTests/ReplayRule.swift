import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// How recorded exchanges are replayed: the adapter's call that causes the request, and checks of its result.
struct ReplayRule: Sendable {
    /// Method and path of the request; `*` matches one segment.
    let pattern: String
    /// Responses to the adapter's other requests.
    let around: @Sendable (RecordedExchange) -> [String: ClientResponse]
    /// Makes the call and checks its result against the recorded body.
    let call: @Sendable (GitHubTracker, RecordedExchange, Comment) async throws -> Void

    init(
        _ pattern: String, around: @escaping @Sendable (RecordedExchange) -> [String: ClientResponse] = { _ in [:] },
        _ call: @escaping @Sendable (GitHubTracker, RecordedExchange, Comment) async throws -> Void
    ) {
        self.pattern = pattern
        self.around = around
        self.call = call
    }

    func matches(_ exchange: RecordedExchange) -> Bool { exchange.matches(pattern) }

    static let all = accounts + tickets + comments + labels + milestones + members
}

extension RecordedExchange {
    /// The project in the path.
    var project: ProjectReference { ProjectReference(path: "\(segments[1])/\(segments[2])") }

    /// A response with the path's issue as it is after the exchange, or a minimal one if the exchange lacks it.
    var issue: ClientResponse {
        if body["number"] != nil, body["html_url"] != nil { return .json(body) }
        let plain: JSON = [
            "id": 1, "number": .integer(Int64(segments[4]) ?? 0), "title": "Title",
            "html_url": "https://github.com/o/r/issues/1",
            "created_at": "2026-01-01T00:00:00Z", "node_id": "I_1",
            "url": .string("https://api.github.com" + prefix(5)),
        ]
        return .json(plain)
    }
}

extension ReplayRule {
    private static let accounts = [
        ReplayRule("GET /user") { tracker, exchange, at in
            let verification = try await tracker.verify()
            PayloadChecks.check(try #require(verification.account), against: exchange.body, at: at)
            #expect(
                verification.scopes
                    == (exchange.headers[.oauthScopes] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }, at)
        },
        ReplayRule("GET /users/*") { tracker, exchange, at in
            let user = try await tracker.user(.username(exchange.segment(1)))
            if exchange.status == 404 { return #expect(user == nil, at) }
            PayloadChecks.check(try #require(user), against: exchange.body, at: at)
        },
        ReplayRule("GET /repos/*/*") { tracker, exchange, at in
            PayloadChecks.check(try await tracker.project(exchange.project.path), against: exchange.body, at: at)
        },
    ]

    private static let tickets = [
        ReplayRule("GET /repos/*/*/issues") { tracker, exchange, at in
            let page = try await tracker.tickets(in: exchange.project, since: nil, page: nil, pageSize: 100)
            let issues = exchange.body.arrayValue?.filter { $0["pull_request"]?["html_url"]?.stringValue == nil } ?? []
            #expect(page.items.count == issues.count, at)
            for (ticket, raw) in zip(page.items, issues) { PayloadChecks.check(ticket, against: raw, at: at) }
            #expect((page.next != nil) == (exchange.headers[.link]?.contains("rel=\"next\"") ?? false), at)
        },
        ReplayRule("GET /repos/*/*/issues/*") { tracker, exchange, at in
            PayloadChecks.check(
                try await tracker.ticket(exchange.segment(4), in: exchange.project), against: exchange.body, at: at)
        },
        ReplayRule("POST /repos/*/*/issues") { tracker, exchange, at in
            let title = exchange.requestBody["title"]?.stringValue ?? exchange.body["title"]?.stringValue ?? "Title"
            var draft = TicketDraft(title: title, body: exchange.requestBody["body"]?.stringValue ?? "")
            draft.labels = exchange.requestBody["labels"]?.arrayValue?.compactMap(\.stringValue) ?? []
            draft.assignees = exchange.requestBody["assignees"]?.arrayValue?.compactMap(\.stringValue) ?? []
            PayloadChecks.check(
                try await tracker.createTicket(draft, in: exchange.project, marker: nil), against: exchange.body, at: at
            )
        },
        ReplayRule("PATCH /repos/*/*/issues/*", around: { ["GET \($0.prefix(5))": $0.issue] }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.title = .set(
                exchange.requestBody["title"]?.stringValue ?? exchange.body["title"]?.stringValue ?? "Title")
            if let state = exchange.requestBody["state"]?.stringValue {
                let reason = exchange.requestBody["state_reason"]?.stringValue.flatMap { Resolution(rawValue: $0) }
                patch.status = .set(.status(state == "closed" ? .done : .open, state == "closed" ? reason : nil))
            }
            PayloadChecks.check(
                try await tracker.updateTicket(exchange.segment(4), patch, in: exchange.project),
                against: exchange.body, at: at)
        },
        ReplayRule("PUT /repos/*/*/issues/*/lock", around: { ["GET \($0.prefix(5))": $0.issue] }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.locked = .set(true)
            _ = try await tracker.updateTicket(exchange.segment(4), patch, in: exchange.project)
        },
        ReplayRule("DELETE /repos/*/*/issues/*/lock", around: { ["GET \($0.prefix(5))": $0.locked] }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.locked = .set(false)
            _ = try await tracker.updateTicket(exchange.segment(4), patch, in: exchange.project)
        },
        ReplayRule("POST /repos/*/*/issues/*/labels", around: { ["GET \($0.prefix(5))": $0.issue] }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.addLabels = exchange.body.arrayValue?.compactMap { $0["name"]?.stringValue } ?? ["label"]
            _ = try await tracker.updateTicket(exchange.segment(4), patch, in: exchange.project)
        },
        ReplayRule("DELETE /repos/*/*/issues/*/labels/*", around: { ["GET \($0.prefix(5))": $0.labelled] }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.removeLabels = [exchange.segment(6)]
            _ = try await tracker.updateTicket(exchange.segment(4), patch, in: exchange.project)
        },
    ]

    private static let comments = [
        ReplayRule("GET /repos/*/*/issues/*/comments") { tracker, exchange, at in
            let page = try await tracker.comments(of: exchange.segment(4), in: exchange.project, page: nil)
            #expect(page.items.count == exchange.body.arrayValue?.count, at)
            for (comment, raw) in zip(page.items, exchange.body.arrayValue ?? []) {
                PayloadChecks.check(comment, against: raw, at: at)
            }
        },
        ReplayRule("POST /repos/*/*/issues/*/comments", around: { ["GET \($0.prefix(5))": $0.issue] }) {
            tracker, exchange, at in
            let draft = CommentDraft(body: exchange.requestBody["body"]?.stringValue ?? "Text")
            PayloadChecks.check(
                try await tracker.createComment(draft, on: exchange.segment(4), in: exchange.project),
                against: exchange.body, at: at
            )
        },
        ReplayRule("PATCH /repos/*/*/issues/comments/*", around: { ["GET \($0.path)": .json($0.body)] }) {
            tracker, exchange, at in
            let key = exchange.body["issue_url"]?.stringValue.flatMap(GitHub.IssueAddress.init)?.number ?? ""
            let comment = try await tracker.updateComment(
                exchange.segment(5), body: "Text", on: key, in: exchange.project)
            PayloadChecks.check(comment, against: exchange.body, at: at)
        },
        ReplayRule("DELETE /repos/*/*/issues/comments/*", around: { ["GET \($0.path)": $0.comment] }) {
            tracker, exchange, at in
            try await tracker.deleteComment(exchange.segment(5), on: "7", in: exchange.project)
        },
    ]

    private static let labels = [
        ReplayRule("GET /repos/*/*/labels") { tracker, exchange, at in
            let page = try await tracker.labels(of: exchange.project, page: nil)
            #expect(page.items.count == exchange.body.arrayValue?.count, at)
            for (label, raw) in zip(page.items, exchange.body.arrayValue ?? []) {
                PayloadChecks.check(label, against: raw, at: at)
            }
        },
        ReplayRule("POST /repos/*/*/labels") { tracker, exchange, at in
            PayloadChecks.check(
                try await tracker.createLabel(exchange.labelDraft, in: exchange.project), against: exchange.body, at: at
            )
        },
        ReplayRule("PATCH /repos/*/*/labels/*") { tracker, exchange, at in
            let label = try await tracker.updateLabel(exchange.segment(4), exchange.labelDraft, in: exchange.project)
            PayloadChecks.check(label, against: exchange.body, at: at)
        },
        ReplayRule("DELETE /repos/*/*/labels/*") { tracker, exchange, at in
            try await tracker.deleteLabel(exchange.segment(4), in: exchange.project)
        },
    ]

    private static let milestones = [
        ReplayRule("GET /repos/*/*/milestones") { tracker, exchange, at in
            let page = try await tracker.milestones(of: exchange.project, page: nil)
            #expect(page.items.count == exchange.body.arrayValue?.count, at)
            for (milestone, raw) in zip(page.items, exchange.body.arrayValue ?? []) {
                PayloadChecks.check(milestone, against: raw, at: at)
            }
        },
        ReplayRule("POST /repos/*/*/milestones") { tracker, exchange, at in
            PayloadChecks.check(
                try await tracker.createMilestone(exchange.milestoneDraft, in: exchange.project),
                against: exchange.body, at: at)
        },
        ReplayRule("PATCH /repos/*/*/milestones/*") { tracker, exchange, at in
            let milestone = try await tracker.updateMilestone(
                exchange.segment(4), exchange.milestoneDraft, in: exchange.project)
            PayloadChecks.check(milestone, against: exchange.body, at: at)
        },
        ReplayRule("DELETE /repos/*/*/milestones/*") { tracker, exchange, at in
            try await tracker.deleteMilestone(exchange.segment(4), in: exchange.project)
        },
    ]

    private static let members = [
        ReplayRule("GET /repos/*/*/collaborators") { tracker, exchange, at in
            let page = try await tracker.members(of: exchange.project, page: nil)
            #expect(page.items.count == exchange.body.arrayValue?.count, at)
            for (member, raw) in zip(page.items, exchange.body.arrayValue ?? []) {
                PayloadChecks.check(member.user, against: raw, at: at)
                if let role = raw["role_name"]?.stringValue { #expect(member.role == role, at) }
                #expect((member.role == "admin") == (raw["permissions"]?["admin"] == true), at)
            }
        },
        ReplayRule("PUT /repos/*/*/collaborators/*", around: { $0.aroundMember }) { tracker, exchange, at in
            let level = exchange.requestBody["permission"]?.stringValue
            let member = try await tracker.addMember(exchange.segment(4), level: level, to: exchange.project)
            #expect(member.user.username == exchange.segment(4), at)
            #expect(member.active == (exchange.status == 204), at)
            if let granted = exchange.body["permissions"]?.stringValue { #expect(member.role == granted, at) }
        },
        ReplayRule("DELETE /repos/*/*/collaborators/*", around: { $0.aroundMember }) { tracker, exchange, at in
            try await tracker.removeMember(exchange.segment(4), from: exchange.project)
        },
    ]
}

extension RecordedExchange {
    /// A response with the path's issue, locked.
    fileprivate var locked: ClientResponse {
        .json(((try? JSON(parsing: issue.body)) ?? .null).adding(["locked": true]))
    }

    /// A response with the path's issue, which has the path's label.
    fileprivate var labelled: ClientResponse {
        let plain = (try? JSON(parsing: issue.body)) ?? .null
        return .json(plain.adding(["labels": [["name": .string(segment(6))]]]))
    }

    /// A response with a comment on issue 7.
    fileprivate var comment: ClientResponse {
        .json(["id": 1, "body": "Text", "created_at": "2026-01-01T00:00:00Z", "issue_url": .string(prefix(4) + "/7")])
    }

    fileprivate var labelDraft: LabelDraft {
        var draft = LabelDraft()
        draft.name = .set(requestBody["new_name"]?.stringValue ?? requestBody["name"]?.stringValue ?? "name")
        if let color = requestBody["color"]?.stringValue { draft.color = .set(color) }
        return draft
    }

    fileprivate var milestoneDraft: MilestoneDraft {
        var draft = MilestoneDraft()
        draft.title = .set(requestBody["title"]?.stringValue ?? "Title")
        if requestBody["state"] == "closed" { draft.state = .set(.closed) }
        return draft
    }

    /// Responses with the path's account, its membership and its permission.
    fileprivate var aroundMember: [String: ClientResponse] {
        let login = segment(4)
        return [
            "GET /users/\(login)": .json(["id": 1, "login": .string(login)]),
            "GET \(prefix(5))": ClientResponse(status: 204),
            "GET \(prefix(5))/permission": .json(["permission": "write", "role_name": "write"]),
        ]
    }
}
