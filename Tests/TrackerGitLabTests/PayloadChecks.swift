import Primitives
import Testing
import TrackerKit

@testable import TrackerGitLab

/// Compares the adapter's objects with the raw JSON field by field, independently of the adapter's code.
enum PayloadChecks {
    /// The kind of an object, determined by its fields according to GitLab's documentation.
    enum Kind: String, CaseIterable { case issue, note, discussion, label, milestone, member, user, project, hook }

    static func kind(of json: JSON) -> Kind? {
        guard let fields = json.objectValue else { return nil }
        let isMerge = fields["source_branch"] != nil || fields["merge_status"] != nil
        if fields["iid"] != nil, fields["title"] != nil, fields["author"] != nil, fields["web_url"]?.stringValue != nil,
            fields["created_at"]?.stringValue != nil, !isMerge
        {
            return .issue
        }
        if fields["noteable_type"] != nil, fields["body"]?.stringValue != nil { return .note }
        if fields["individual_note"] != nil { return .discussion }
        if fields["color"]?.stringValue != nil, fields["name"]?.stringValue != nil { return .label }
        if fields["due_date"] != nil, fields["iid"] != nil, fields["title"] != nil, fields["author"] == nil,
            fields["sequence"] == nil,
            !isMerge
        {
            return .milestone
        }
        if fields["path_with_namespace"]?.stringValue != nil, fields["id"] != nil { return .project }
        if fields["username"]?.stringValue != nil, fields["id"]?.integerValue != nil {
            return fields["access_level"] == nil ? .user : .member
        }
        if fields["enable_ssl_verification"] != nil, fields["id"] != nil { return .hook }
        return nil
    }

    /// Decodes and converts an object of a kind, and compares the result with the JSON.
    static func check(_ json: JSON, as kind: Kind, _ place: String) throws {
        let wire = try WireObject(json, kind.rawValue)
        let at = Comment(rawValue: place)
        switch kind {
        case .issue: check(try GitLab.Issue(wire).ticket(in: ProjectReference(path: "a/b")), against: json, at: at)
        case .note: check(try GitLab.Note(wire).comment(thread: "t", page: "p"), against: json, at: at)
        case .discussion:
            let discussion = try GitLab.Discussion(wire)
            #expect(discussion.id == json["id"]?.stringValue, at)
            #expect(discussion.notes.count == json["notes"]?.arrayValue?.count, at)
        case .label: check(try #require(GitLab.Label(json), at).label, against: json, at: at)
        case .milestone: check(try GitLab.Milestone(wire).milestone, against: json, at: at)
        case .member:
            let member = try GitLab.User(wire).member
            check(member.user, against: json, at: at)
            #expect(member.role == GitLab.AccessLevel(json["access_level"]?.integerValue ?? 0).name, at)
        case .user: check(try GitLab.User(wire).user, against: json, at: at)
        case .project: check(try GitLab.Project(wire).project, against: json, at: at)
        case .hook: check(try GitLab.Hook(wire).webhook(at: Timestamp(seconds: 0)), against: json, at: at)
        }
    }

    static func check(_ ticket: Ticket, against raw: JSON, at: Comment) {
        #expect(ticket.remoteID == identifier(raw), at)
        #expect(ticket.key == identifier(raw, "iid"), at)
        #expect(ticket.title == raw["title"]?.stringValue, at)
        #expect(ticket.body == raw["description"]?.stringValue ?? "", at)
        #expect(ticket.url == raw["web_url"]?.stringValue, at)
        let isClosed = raw["state"] == "closed"
        #expect(ticket.status == (isClosed ? .done : .open), at)
        #expect(ticket.statusRaw.id == (isClosed ? "closed" : "opened"), at)
        #expect((ticket.resolution == nil) == !isClosed, at)
        #expect(
            ticket.labels == (raw["labels"]?.arrayValue ?? []).compactMap { $0.stringValue ?? $0["name"]?.stringValue },
            at)
        #expect(ticket.author?.username == raw["author"]?["username"]?.stringValue, at)
        let single = raw["assignee"]?["username"]?.stringValue.map { [$0] } ?? []
        let several = raw["assignees"]?.arrayValue?.compactMap { $0["username"]?.stringValue } ?? []
        #expect(ticket.assignees.map(\.username) == (several.isEmpty ? single : several), at)
        #expect(ticket.milestone?.title == raw["milestone"]?["title"]?.stringValue, at)
        #expect(ticket.milestone?.remoteID == raw["milestone"].flatMap { identifier($0) }, at)
        #expect(ticket.commentCount == Int(raw["user_notes_count"]?.integerValue ?? 0), at)
        #expect(ticket.locked == (raw["discussion_locked"] == true), at)
        #expect(ticket.confidential == (raw["confidential"] == true), at)
        #expect(
            ticket.dueAt.map { String($0.rfc3339.prefix(10)) }
                == raw["due_date"]?.stringValue.map { String($0.prefix(10)) }, at)
        #expect(
            ticket.estimateSeconds
                == raw["time_stats"]?["time_estimate"]?.integerValue.flatMap { $0 > 0 ? Int($0) : nil },
            at)
        #expect(matches(ticket.createdAt, raw["created_at"]), at)
        #expect(matches(ticket.updatedAt, raw["updated_at"]), at)
        #expect(
            ticket.closedAt.map { matches($0, raw["closed_at"]) } ?? !isClosed || raw["closed_at"]?.stringValue == nil,
            at)
        let type = (raw["issue_type"]?.stringValue ?? raw["type"]?.stringValue ?? "issue").lowercased()
        #expect(ticket.kind == (["issue": .issue, "incident": .incident, "task": .task][type] ?? .other), at)
        #expect(ticket.remoteData == raw, at)
    }

    static func check(_ comment: RemoteComment, against raw: JSON, at: Comment) {
        #expect(comment.remoteID == identifier(raw), at)
        #expect(comment.body == raw["body"]?.stringValue, at)
        #expect(comment.author?.username == raw["author"]?["username"]?.stringValue, at)
        #expect(comment.isSystem == (raw["system"] == true), at)
        let isInternal = raw["internal"] == true || raw["confidential"] == true
        #expect(comment.isInternal == isInternal || comment.isSystem && comment.isInternal, at)
        #expect(matches(comment.createdAt, raw["created_at"]), at)
        #expect(matches(comment.updatedAt, raw["updated_at"]), at)
    }

    static func check(_ label: RemoteLabel, against raw: JSON, at: Comment) {
        #expect(label.name == raw["name"]?.stringValue, at)
        #expect(label.color.map { "#" + $0 } == raw["color"]?.stringValue?.lowercased(), at)
        #expect(label.description == text(raw["description"]), at)
        #expect(label.remoteID == identifier(raw) ?? raw["name"]?.stringValue, at)
        #expect(label.scope == (raw["is_project_label"] == false ? .group : .project), at)
    }

    static func check(_ milestone: RemoteMilestone, against raw: JSON, at: Comment) {
        #expect(milestone.key == identifier(raw), at)
        #expect(milestone.title == raw["title"]?.stringValue, at)
        #expect(milestone.description == text(raw["description"]), at)
        #expect((milestone.state == .closed) == (raw["state"] == "closed"), at)
        #expect(milestone.dueAt.map { String($0.rfc3339.prefix(10)) } == raw["due_date"]?.stringValue, at)
        #expect(
            milestone.createdAt.map { matches($0, raw["created_at"]) } ?? (raw["created_at"]?.stringValue == nil), at)
    }

    static func check(_ user: RemoteUser, against raw: JSON, at: Comment) {
        #expect(user.remoteID == identifier(raw), at)
        #expect(user.username == raw["username"]?.stringValue, at)
        #expect(user.name == text(raw["name"]), at)
        #expect(user.email == text(raw["email"]) ?? text(raw["public_email"]), at)
        #expect(user.url == raw["web_url"]?.stringValue, at)
        #expect((user.kind == .bot) == (raw["bot"] == true), at)
        #expect(user.active == (raw["state"]?.stringValue.map { $0 == "active" } ?? true), at)
    }

    static func check(_ project: RemoteProject, against raw: JSON, at: Comment) {
        #expect(project.remoteID == identifier(raw), at)
        #expect(project.path == raw["path_with_namespace"]?.stringValue, at)
        #expect(project.name == raw["name"]?.stringValue ?? raw["path_with_namespace"]?.stringValue, at)
        #expect(project.description == raw["description"]?.stringValue, at)
        #expect(project.url == raw["web_url"]?.stringValue, at)
        #expect(project.archived == (raw["archived"] == true), at)
    }

    static func check(_ hook: RemoteWebhook, against raw: JSON, at: Comment) {
        #expect(hook.remoteID == identifier(raw), at)
        #expect(hook.callbackURL == raw["url"]?.stringValue, at)
        #expect(hook.active == (raw["alert_status"] != "disabled"), at)
        if raw["alert_status"] == nil || raw["alert_status"] == "executable", raw["disabled_until"]?.stringValue == nil
        {
            #expect(!hook.failing && hook.detail == nil, at)
        }
    }

    private static func identifier(_ raw: JSON, _ name: String = "id") -> String? {
        raw[name]?.integerValue.map { String($0) }
    }

    private static func text(_ json: JSON?) -> String? { json?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether a time equals the raw one: digit by digit if it is in UTC (`Z`).
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
