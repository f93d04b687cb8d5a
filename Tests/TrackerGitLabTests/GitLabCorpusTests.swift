import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

extension Corpus {
    static let gitLab = Corpus("gitlab")
}

@Suite(.enabled(if: Corpus.gitLab.isThere, "no corpus of recorded payloads: set TICKET_GATEWAY_CORPUS"))
struct GitLabCorpusTests {
    /// Payloads whose top level the adapter does not read.
    private static let outside: Set<String> = [
        // not read
        "award-emoji", "event", "events", "project-events", "label-events", "issue-link", "issues-statistics",
        "merge-request", "merges", "iteration", "list_group_iterations", "list_todos", "emails", "get_user_memberships",
        "list_personal_access_tokens_single", "group", "groups",
        "issues-closed-by-mr",  // from before issues had a `web_url`
        "create_project", "edit_issue_note", "issue_or_pr_clear_milestone", "issue_or_pr_set_milestone",
        "milestone_create",  // requests
    ]

    @Test func `every payload of the API is decoded correctly`() throws {
        var counts: [PayloadChecks.Kind: Int] = [:]
        for (name, json) in try Corpus.gitLab.files("api") {
            let bodies = json["exchanges"]?.arrayValue?.map { $0["response"]?["body"] ?? .null } ?? [json]
            for (index, body) in bodies.enumerated() {
                for object in PayloadChecks.objects(in: body, "\(name)#\(index)") {
                    try PayloadChecks.check(object.json, as: object.kind, object.place)
                    counts[object.kind, default: 0] += 1
                }
            }
        }
        let list = PayloadChecks.Kind.allCases.map { "\(counts[$0, default: 0]) × \($0.rawValue)" }.joined(
            separator: ", ")
        print("corpus/gitlab/api: decoded and compared \(list)")
        #expect(PayloadChecks.Kind.allCases.allSatisfy { counts[$0, default: 0] > 0 })
        #expect(
            counts[.issue, default: 0] >= 30 && counts[.note, default: 0] >= 100 && counts[.user, default: 0] >= 100)
    }

    @Test func `every bare payload has a kind, or is listed as irrelevant to this adapter`() throws {
        for (name, json) in try Corpus.gitLab.files("api") where json["exchanges"] == nil {
            let file = String((name.split(separator: "/").last ?? "").dropLast(5))
            for element in json.arrayValue ?? [json] where !Self.outside.contains(file) {
                #expect(PayloadChecks.kind(of: element) != nil, "\(name)")
            }
        }
    }

    @Test func `a webhook with arbitrary changes is processed or ends its job`() throws {
        var sweep = DeliverySweep(GitLabWebhooks())
        for (_, json) in try Corpus.gitLab.files("webhooks", isLenient: true) {
            guard let kind = json["object_kind"]?.stringValue, ["issue", "work_item", "note"].contains(kind) else {
                continue
            }
            sweep.run(json, event: kind)
        }
        #expect(sweep.failures.isEmpty, "\(sweep.failures.prefix(20).joined(separator: "\n"))")
        #expect(sweep.rounds > 100)
        #expect(
            sweep.decisive.isSubset(of: ["object_kind", "object_attributes", "issue", "project"]), "\(sweep.decisive)")
    }

    @Test func `every webhook reports its subject`() throws {
        var counts: [String: Int] = [:]
        for (name, json) in try Corpus.gitLab.files("webhooks", isLenient: true) {
            let at = Comment(rawValue: name)
            let notices = try GitLabWebhooks().notices(in: .made(of: json.serialized()))
            let kind = json["object_kind"]?.stringValue, attributes = json["object_attributes"]
            let isProject = json["project"]?.objectValue != nil
            let wanted: WebhookNews? =
                switch kind {
                case "issue": .ticket(key: Self.number(attributes?["iid"]), snapshot: nil)
                case "work_item" where isProject: .ticket(key: Self.number(attributes?["iid"]), snapshot: nil)
                case "note" where attributes?["noteable_type"] == "Issue":
                    .comment(ticketKey: Self.number(json["issue"]?["iid"]), snapshot: nil)
                default: nil
                }
            #expect(notices.map(\.news) == [wanted].compactMap { $0 }, at)
            counts[wanted == nil ? "nothing" : kind ?? "", default: 0] += 1
            guard let notice = notices.first else { continue }
            #expect(notice.project.contains(json["project"]?["path_with_namespace"]?.stringValue ?? ""), at)
            if let id = json["project"]?["id"]?.integerValue { #expect(notice.project.contains(String(id)), at) }
            #expect(
                notice.actor?.username == (json["user"]?["id"] == nil ? nil : json["user"]?["username"]?.stringValue),
                at)
            #expect(notice.actor?.email == nil, at)
            #expect(notice.occurredAt != nil, at)
        }
        print(
            "corpus/gitlab/webhooks: \(counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", "))"
        )
        #expect(
            counts["issue", default: 0] >= 10 && counts["note", default: 0] >= 5 && counts["nothing", default: 0] >= 20)
    }

    private static func number(_ json: JSON?) -> String { json?.integerValue.map { String($0) } ?? "" }

    @Test(arguments: ["go-scm-drone", "go-scm-jenkins-x"])
    func `go-scm parses issues and milestones in the same way`(_ folder: String) throws {
        let payloads = Dictionary(uniqueKeysWithValues: try Corpus.gitLab.files("api").map { ($0.name, $0.json) })
        let issue = try #require(payloads["\(folder)/issue.json"])
        let golden = try Corpus.gitLab.golden("\(folder)/issue.json")
        let ticket = try GitLab.Issue(WireObject(issue, "issue")).ticket(in: ProjectReference(path: "a/b"))
        #expect(JSON(Int(ticket.key)) == golden["Number"])
        #expect(.string(ticket.title) == golden["Title"])
        #expect(.string(ticket.body) == golden["Body"])
        #expect(.string(ticket.url) == golden["Link"])
        #expect(.bool(ticket.status.state == .closed) == golden["Closed"])
        #expect(JSON(ticket.author?.username) == golden["Author"]?["Login"])
        let milestone = try GitLab.Milestone(
            WireObject(try #require(payloads["\(folder)/milestone.json"]), "milestone")
        ).milestone
        let goldenMilestone = try Corpus.gitLab.golden("\(folder)/milestone.json")
        #expect(.string(milestone.title) == goldenMilestone["Title"])
        #expect(JSON(milestone.description) == goldenMilestone["Description"])
    }
}

extension WebhookDelivery {
    static func made(of body: [UInt8], headers: HTTPFields = [:], at now: Timestamp = Timestamp(seconds: 1_800_000_000))
        -> WebhookDelivery
    {
        WebhookDelivery(
            headers: headers, body: body, callbackURL: "https://gateway.example/webhooks/x", receivedAt: now)
    }
}
