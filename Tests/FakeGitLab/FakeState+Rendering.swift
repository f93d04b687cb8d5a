import FakeTrackerKit
import HTTPKit
import Primitives

/// The JSON objects of GitLab's REST documentation.
extension FakeState {
    /// An account inside other objects.
    func short(_ account: Account?, _ call: FakeCall) -> JSON {
        guard let account else { return .null }
        return [
            "id": .integer(account.id), "username": .string(account.username), "name": .string(account.name),
            "state": "active",
            "locked": false, "avatar_url": .null, "web_url": .string("\(call.site)/\(account.username)"),
            "public_email": JSON(account.publicEmail ?? ""),
        ]
    }

    /// An account as a top-level object. The email address is visible only to the account itself and to administrators.
    func full(_ account: Account, _ call: FakeCall) -> JSON {
        var json = short(account, call).adding([
            "bot": .bool(account.isBot), "bio": "", "created_at": "2020-01-01T00:00:00.000Z",
        ])
        if call.account?.isAdmin == true || call.account?.id == account.id {
            json = json.adding(["email": JSON(account.email), "is_admin": .bool(account.isAdmin)])
        }
        return json
    }

    func render(_ project: Project, _ call: FakeCall) -> JSON {
        let name = project.path.split(separator: "/").last.map(String.init) ?? ""
        return [
            "id": .integer(project.id), "name": .string(name), "path": .string(name),
            "path_with_namespace": .string(project.path),
            "description": .null, "web_url": .string("\(call.site)/\(project.path)"), "archived": false,
            "visibility": project.isPrivate ? "private" : "public", "issues_enabled": .bool(project.hasIssues),
            "open_issues_count": JSON(project.issues.values.count { !$0.isClosed }),
            "created_at": JSON(project.createdAt),
            "last_activity_at": JSON(project.createdAt),
        ]
    }

    func render(_ issue: Project.Issue, in project: Project, _ call: FakeCall) -> JSON {
        let assignees = issue.assignees.compactMap { accounts[$0] }.map { short($0, call) }
        let milestone = project.milestones.first { $0.id == issue.milestone }.map { render($0, in: project, call) }
        let own = "\(call.base)/projects/\(project.id)/issues/\(issue.iid)"
        let json: JSON = [
            "id": .integer(issue.id), "iid": .integer(issue.iid), "project_id": .integer(project.id),
            "title": .string(issue.title),
            "description": JSON(issue.description), "state": issue.isClosed ? "closed" : "opened",
            "created_at": JSON(issue.createdAt),
            "updated_at": JSON(issue.updatedAt), "closed_at": JSON(issue.closedAt), "author": short(issue.author, call),
            "assignees": .array(assignees), "assignee": assignees.first ?? .null, "milestone": milestone ?? .null,
            "labels": .array(
                project.labels.filter { issue.labelIDs.contains($0.id) }.map { .string($0.name) }.sorted {
                    "\($0)" < "\($1)"
                }),
        ]
        return json.adding([
            "type": .string(issue.type.uppercased()), "issue_type": .string(issue.type),
            "user_notes_count": JSON(count(issue)),
            "due_date": JSON(issue.dueDate), "confidential": .bool(issue.isConfidential), "weight": .null,
            "time_stats": ["time_estimate": .integer(issue.estimateSeconds), "total_time_spent": 0],
            "discussion_locked": issue.isLocked ? true : .null,
            "web_url": .string("\(call.site)/\(project.path)/-/issues/\(issue.iid)"),
            "subscribed": .bool(call.account.map { issue.subscribers.contains($0.id) } ?? false),
            "references": ["short": .string("#\(issue.iid)"), "full": .string("\(project.path)#\(issue.iid)")],
            "_links": ["self": .string(own), "notes": .string(own + "/notes")],
        ])
    }

    private func count(_ issue: Project.Issue) -> Int { issue.discussions.flatMap(\.notes).count { !$0.isSystem } }

    func render(
        _ note: Project.Note, on issue: Project.Issue, in project: Project, isIndividual: Bool, _ call: FakeCall
    ) -> JSON {
        [
            "id": .integer(note.id), "type": isIndividual ? .null : "DiscussionNote", "body": .string(note.body),
            "attachment": .null,
            "author": short(note.author, call), "created_at": JSON(note.createdAt), "updated_at": JSON(note.updatedAt),
            "system": .bool(note.isSystem), "noteable_id": .integer(issue.id), "noteable_type": "Issue",
            "project_id": .integer(project.id),
            "resolvable": false, "confidential": .bool(note.isInternal), "internal": .bool(note.isInternal),
            "noteable_iid": .integer(issue.iid),
        ]
    }

    func render(_ discussion: Project.Discussion, on issue: Project.Issue, in project: Project, _ call: FakeCall)
        -> JSON
    {
        [
            "id": .string(discussion.id), "individual_note": .bool(discussion.isIndividual),
            "notes": .array(
                discussion.notes.map { render($0, on: issue, in: project, isIndividual: discussion.isIndividual, call) }
            ),
        ]
    }

    func render(_ label: Project.Label) -> JSON {
        [
            "id": .integer(label.id), "name": .string(label.name), "color": .string(label.color),
            "text_color": "#FFFFFF",
            "description": JSON(label.description), "description_html": JSON(label.description), "subscribed": false,
            "priority": .null,
            "is_project_label": .bool(!label.isGroup), "archived": false,
        ]
    }

    func render(_ milestone: Project.Milestone, in project: Project, _ call: FakeCall) -> JSON {
        let place: JSON = milestone.isGroup ? ["group_id": 1] : ["project_id": .integer(project.id)]
        return place.adding([
            "id": .integer(milestone.id), "iid": .integer(milestone.iid), "title": .string(milestone.title),
            "description": JSON(milestone.description), "state": milestone.isClosed ? "closed" : "active",
            "due_date": JSON(milestone.dueDate), "start_date": .null, "expired": false,
            "created_at": JSON(milestone.createdAt),
            "updated_at": JSON(milestone.updatedAt),
            "web_url": .string("\(call.site)/\(project.path)/-/milestones/\(milestone.iid)"),
        ])
    }

    func member(_ account: Account, level: Int64, _ call: FakeCall) -> JSON {
        short(account, call).adding([
            "access_level": .integer(level), "created_at": "2020-01-01T00:00:00.000Z", "expires_at": .null,
            "membership_state": "active",
        ])
    }
}
