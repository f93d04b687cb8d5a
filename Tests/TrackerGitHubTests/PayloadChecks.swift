import Primitives
import Testing
import TrackerKit

@testable import TrackerGitHub

/// Compares the adapter's objects with the raw JSON field by field, independently of the adapter's code.
enum PayloadChecks {
    /// The kind of an object, determined by its fields according to GitHub's documentation.
    enum Kind: String, CaseIterable { case issue, comment, label, milestone, user, repository }

    static func kind(of json: JSON) -> Kind? {
        guard let fields = json.objectValue else { return nil }
        let isPull = fields["diff_url"] != nil || fields["head"] != nil
        if fields["number"] != nil, fields["title"] != nil, fields["closed_at"] != nil, fields["due_on"] == nil,
            fields["html_url"] != nil,
            !isPull
        {
            return .issue
        }
        let isComment = fields["issue_url"] != nil || fields["url"]?.stringValue?.contains("/issues/comments/") ?? false
        if isComment, fields["body"] != nil, fields["number"] == nil { return .comment }
        if fields["due_on"] != nil, fields["number"] != nil { return .milestone }
        if fields["full_name"]?.stringValue != nil, fields["id"] != nil { return .repository }
        if fields["login"]?.stringValue != nil, fields["id"] != nil { return .user }
        if fields["color"]?.stringValue != nil, fields["name"] != nil { return .label }
        return nil
    }

    /// Decodes and converts an object of a kind, and compares the result with the JSON.
    static func check(_ json: JSON, as kind: Kind, _ place: String) throws {
        let wire = try WireObject(json, kind.rawValue)
        let at = Comment(rawValue: place)
        switch kind {
        case .issue: check(try GitHub.Issue(wire).ticket(in: ProjectReference(path: "a/b")), against: json, at: at)
        case .comment: check(try GitHub.Comment(wire).comment, against: json, at: at)
        case .label: check(try #require(GitHub.Label(json), at).label, against: json, at: at)
        case .milestone: check(try GitHub.Milestone(wire).milestone, against: json, at: at)
        case .user: check(try GitHub.User(wire).user, against: json, at: at)
        case .repository: check(try GitHub.Repository(wire).project, against: json, at: at)
        }
    }

    static func check(_ ticket: Ticket, against raw: JSON, at: Comment) {
        #expect(ticket.remoteID == identifier(raw), at)
        #expect(ticket.key == identifier(raw, "number"), at)
        #expect(ticket.title == raw["title"]?.stringValue, at)
        #expect(ticket.body == raw["body"]?.stringValue ?? "", at)
        #expect(ticket.url == raw["html_url"]?.stringValue, at)
        let isClosed = raw["state"]?.stringValue.map { $0 == "closed" } ?? (raw["closed_at"]?.stringValue != nil)
        #expect(ticket.status == (isClosed ? .done : .open), at)
        #expect(ticket.statusRaw.id == (isClosed ? "closed" : "open"), at)
        #expect((ticket.resolution == nil) == !isClosed, at)
        if isClosed, let reason = raw["state_reason"]?.stringValue {
            #expect(ticket.resolution?.rawValue == reason, at)
        }
        #expect(
            ticket.labels == (raw["labels"]?.arrayValue ?? []).compactMap { $0.stringValue ?? $0["name"]?.stringValue },
            at)
        #expect(ticket.author?.username == raw["user"]?["login"]?.stringValue, at)
        let single = raw["assignee"]?["login"]?.stringValue.map { [$0] } ?? []
        let several = raw["assignees"]?.arrayValue?.compactMap { $0["login"]?.stringValue } ?? []
        #expect(ticket.assignees.map(\.username) == (several.isEmpty ? single : several), at)
        #expect(ticket.milestone?.title == raw["milestone"]?["title"]?.stringValue, at)
        #expect(ticket.commentCount == Int(raw["comments"]?.integerValue ?? 0), at)
        #expect(ticket.locked == (raw["locked"] == true), at)
        #expect(matches(ticket.createdAt, raw["created_at"]), at)
        #expect(matches(ticket.updatedAt, raw["updated_at"]), at)
        #expect(
            ticket.closedAt.map { matches($0, raw["closed_at"]) } ?? !isClosed || raw["closed_at"]?.stringValue == nil,
            at)
        #expect(ticket.remoteData == raw, at)
    }

    static func check(_ comment: RemoteComment, against raw: JSON, at: Comment) {
        #expect(comment.remoteID == identifier(raw), at)
        #expect(comment.body == raw["body"]?.stringValue ?? "", at)
        #expect(comment.author?.username == raw["user"]?["login"]?.stringValue, at)
        #expect(comment.url == raw["html_url"]?.stringValue, at)
        #expect(matches(comment.createdAt, raw["created_at"]), at)
        #expect(matches(comment.updatedAt, raw["updated_at"]), at)
        #expect(!comment.isInternal && !comment.isSystem, at)
    }

    static func check(_ label: RemoteLabel, against raw: JSON, at: Comment) {
        #expect(label.name == raw["name"]?.stringValue, at)
        #expect(label.color == raw["color"]?.stringValue?.lowercased(), at)
        #expect(label.description == text(raw["description"]), at)
        #expect(label.remoteID == (identifier(raw) ?? raw["name"]?.stringValue), at)
    }

    static func check(_ milestone: RemoteMilestone, against raw: JSON, at: Comment) {
        #expect(milestone.key == identifier(raw, "number"), at)
        #expect(milestone.remoteID == identifier(raw) ?? identifier(raw, "number"), at)
        #expect(milestone.title == raw["title"]?.stringValue, at)
        #expect(milestone.description == text(raw["description"]), at)
        #expect(milestone.state.rawValue == raw["state"]?.stringValue ?? "open", at)
        #expect(milestone.dueAt.map { matches($0, raw["due_on"]) } ?? (raw["due_on"]?.isNull ?? true), at)
    }

    static func check(_ user: RemoteUser, against raw: JSON, at: Comment) {
        #expect(user.remoteID == identifier(raw), at)
        #expect(user.username == raw["login"]?.stringValue, at)
        #expect(user.name == text(raw["name"]), at)
        #expect(user.email == text(raw["email"]), at)
        #expect(user.url == raw["html_url"]?.stringValue, at)
        #expect((user.kind == .bot) == (raw["type"] == "Bot"), at)
    }

    static func check(_ project: RemoteProject, against raw: JSON, at: Comment) {
        #expect(project.remoteID == identifier(raw), at)
        #expect(project.path == raw["full_name"]?.stringValue, at)
        #expect(project.name == raw["name"]?.stringValue ?? raw["full_name"]?.stringValue, at)
        #expect(project.description == raw["description"]?.stringValue, at)
        #expect(project.url == raw["html_url"]?.stringValue, at)
        #expect(project.archived == (raw["archived"] == true), at)
    }

    private static func identifier(_ raw: JSON, _ name: String = "id") -> String? {
        raw[name]?.integerValue.map { String($0) }
    }

    private static func text(_ json: JSON?) -> String? { json?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether a time equals the raw one: digit by digit if it is in UTC (`Z`); old payloads have other offsets.
    private static func matches(_ time: Timestamp, _ raw: JSON?) -> Bool {
        guard let text = raw?.stringValue else { return true }
        return text.hasSuffix("Z") ? time.rfc3339.prefix(19) == text.prefix(19) : Timestamp(text) == time
    }

    /// All objects of a known kind within a value, with their paths.
    static func objects(in json: JSON, _ place: String) -> [(kind: Kind, json: JSON, place: String)] {
        switch json {
        case .array(let elements):
            return elements.enumerated().flatMap { objects(in: $1, "\(place)[\($0)]") }
        case .object(let members):
            let own = kind(of: json).map { [($0, json, place)] } ?? []
            return own + members.sorted { $0.key < $1.key }.flatMap { objects(in: $1, "\(place).\($0)") }
        default:
            return []
        }
    }
}
