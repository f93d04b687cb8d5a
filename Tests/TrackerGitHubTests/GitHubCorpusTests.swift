import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite(.enabled(if: Corpus.gitHub.isThere, "no corpus of recorded payloads: set TICKET_GATEWAY_CORPUS"))
struct GitHubCorpusTests {
    /// Responses that the adapter does not read: a part of the request's path, and the reason.
    static let outside: KeyValuePairs<String, String> = [
        "/hooks": "webhooks of repositories and organisations are not the adapter's",
        "/reactions": "the neutral ticket has no reactions",
        "/events": "the timeline is not read from the tracker",
        "/timeline": "the timeline is not read from the tracker",
        "/emails": "an account's own addresses are not read",
        "/keys": "an account's SSH keys",
        "/contents/": "a repository's files",
        "/rate_limit": "the budget is read from the headers",
        "/repository_invitations/": "an invitation is accepted by its invitee",
        "/permission": "a permission, read by addMember",
    ]

    /// Payloads without their exchanges that the adapter does not read: request bodies, errors and others.
    static let bareOutside = [
        "hook.json", "reaction.json", "orgs.json", "close.json", "edit_issue_comment.json", "error.json",
        "issue_clear_milestone.json",
        "pr_comment.json", "pr_comments.json", "user_perm.json", "pr.json", "pulls.json",
    ]

    @Test func `every payload of the API is decoded correctly`() throws {
        var counts: [PayloadChecks.Kind: Int] = [:]
        for (name, json) in try Corpus.gitHub.files("api") {
            let bodies = json["exchanges"]?.arrayValue?.map { $0["response"]?["body"] ?? .null } ?? [json]
            for (index, body) in bodies.enumerated() {
                for object in PayloadChecks.objects(in: body, "\(name)#\(index)") {
                    try PayloadChecks.check(object.json, as: object.kind, object.place)
                    counts[object.kind, default: 0] += 1
                }
            }
        }
        report("api", counts)
        #expect(
            counts[.issue, default: 0] >= 200 && counts[.comment, default: 0] >= 100
                && counts[.label, default: 0] >= 200)
        #expect(
            counts[.milestone, default: 0] >= 30 && counts[.user, default: 0] >= 1000
                && counts[.repository, default: 0] >= 100)
    }

    @Test func `every successful response is decoded, or listed as irrelevant to this adapter`() throws {
        for exchange in try Corpus.gitHub.exchanges(prefix: "/api/v3")
        where (200..<300).contains(exchange.status) && !exchange.body.isNull {
            let elements = exchange.body["items"]?.arrayValue ?? exchange.body.arrayValue ?? [exchange.body]
            let isOutside = Self.outside.contains { exchange.path.contains($0.key) } || exchange.path == "/"
            for element in elements where !isOutside {
                let isPull = element["diff_url"] != nil || element["inviter"] != nil
                #expect(
                    PayloadChecks.kind(of: element) != nil || isPull,
                    "\(exchange.file): \(exchange.method) \(exchange.path)")
            }
        }
        for (name, json) in try Corpus.gitHub.files("api") where json["exchanges"] == nil {
            let file = String(name.split(separator: "/").last ?? "")
            let elements = json["items"]?.arrayValue ?? json.arrayValue ?? [json]
            for element in elements where !Self.bareOutside.contains(file) {
                #expect(PayloadChecks.kind(of: element) != nil || element["inviter"] != nil, "\(name)")
            }
        }
    }

    @Test func `every object within the webhooks is decoded correctly`() throws {
        var counts: [PayloadChecks.Kind: Int] = [:]
        for (name, json) in try Corpus.gitHub.files("webhooks") {
            for object in PayloadChecks.objects(in: json, name) {
                try PayloadChecks.check(object.json, as: object.kind, object.place)
                counts[object.kind, default: 0] += 1
            }
        }
        report("webhooks", counts)
        #expect(
            counts[.issue, default: 0] >= 50 && counts[.comment, default: 0] >= 10
                && counts[.milestone, default: 0] >= 10)
    }

    @Test(arguments: ["go-scm-drone", "go-scm-jenkins-x"])
    func `go-scm parses issues, milestones, users and repositories in the same way`(_ folder: String) throws {
        let payloads = Dictionary(uniqueKeysWithValues: try Corpus.gitHub.files("api").map { ($0.name, $0.json) })
        func pair(_ name: String) throws -> (JSON, JSON) {
            (try #require(payloads["\(folder)/\(name).json"]), try Corpus.gitHub.golden("\(folder)/\(name).json"))
        }
        let (issue, goldenIssue) = try pair("issue")
        compare(try GitHub.Issue(WireObject(issue, "issue")).ticket(in: ProjectReference(path: "a/b")), goldenIssue)
        let (milestones, goldenMilestones) = try pair("milestones")
        let milestone = try GitHub.Milestone(WireObject(try #require(milestones[0]), "milestone")).milestone
        #expect(JSON(Int(milestone.key)) == goldenMilestones[0]?["Number"])
        #expect(JSON(Int(milestone.remoteID)) == goldenMilestones[0]?["ID"])
        #expect(.string(milestone.title) == goldenMilestones[0]?["Title"])
        #expect(JSON(milestone.dueAt) == goldenMilestones[0]?["DueDate"] ?? JSON(milestone.dueAt))
        let (user, goldenUser) = try pair("user")
        let neutral = try GitHub.User(WireObject(user, "user")).user
        #expect(.string(neutral.username) == goldenUser["Login"])
        #expect(JSON(neutral.name) == goldenUser["Name"])
        #expect(JSON(neutral.email) == goldenUser["Email"])
        let (repository, goldenRepository) = try pair("repo")
        let project = try GitHub.Repository(WireObject(repository, "repository")).project
        #expect(.string(project.remoteID) == goldenRepository["ID"])
        #expect(.string(project.name) == goldenRepository["Name"])
    }

    @Test func `go-scm parses found issues in the same way`() throws {
        let payloads = Dictionary(uniqueKeysWithValues: try Corpus.gitHub.files("api").map { ($0.name, $0.json) })
        let found = try #require(payloads["go-scm-jenkins-x/issue_search.json"]?["items"]?.arrayValue)
        let golden = try #require(try Corpus.gitHub.golden("go-scm-jenkins-x/issue_search.json").arrayValue)
        #expect(found.count == golden.count)
        for (issue, wanted) in zip(found, golden) {
            let decoded = try GitHub.Issue(WireObject(issue, "issue"))
            #expect(!decoded.isPullRequest)
            compare(decoded.ticket(in: ProjectReference(path: "a/b")), wanted)
        }
    }

    private func compare(_ ticket: Ticket, _ golden: JSON) {
        #expect(JSON(Int(ticket.key)) == golden["Number"])
        #expect(.string(ticket.title) == golden["Title"])
        #expect(.string(ticket.body) == golden["Body"])
        #expect(.string(ticket.url) == golden["Link"])
        #expect(JSON(ticket.labels) == golden["Labels"])
        #expect(.bool(ticket.status.state == .closed) == golden["Closed"])
        #expect(.bool(ticket.locked) == golden["Locked"])
        #expect(JSON(ticket.author?.username) == golden["Author"]?["Login"])
        if let assignees = golden["Assignees"]?.arrayValue {
            #expect(ticket.assignees.map(\.username) == assignees.compactMap { $0["Login"]?.stringValue })
        }
        #expect(JSON(ticket.createdAt) == golden["Created"])
        #expect(JSON(ticket.updatedAt) == golden["Updated"])
    }

    private func report(_ folder: String, _ counts: [PayloadChecks.Kind: Int]) {
        let list = PayloadChecks.Kind.allCases.map { "\(counts[$0, default: 0]) × \($0.rawValue)" }.joined(
            separator: ", ")
        print("corpus/github/\(folder): decoded and compared \(list)")
    }
}

extension Corpus {
    static let gitHub = Corpus("github")
}
