import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// The JSON objects of GitHub's REST documentation.
extension FakeState {
    /// The base URL of web pages, on the host of the API.
    private func site(_ call: FakeCall) -> String { call.base + "/_site" }

    /// An account inside other objects.
    func short(_ account: Account?, _ call: FakeCall) -> JSON {
        guard let account else { return .null }
        return [
            "login": .string(account.login), "id": .integer(account.id), "node_id": .string("U_fake\(account.id)"),
            "avatar_url": .string("\(site(call))/avatars/\(account.id)"),
            "url": .string("\(call.base)/users/\(account.login)"),
            "html_url": .string("\(site(call))/\(account.login)"), "type": .string(account.type), "site_admin": false,
        ]
    }

    /// An account as a top-level object.
    func full(_ account: Account, _ call: FakeCall) -> JSON {
        short(account, call).adding([
            "name": JSON(account.name), "email": JSON(account.email), "company": .null, "blog": "", "location": .null,
            "bio": .null,
            "public_repos": 0, "followers": 0, "following": 0, "created_at": "2020-01-01T00:00:00Z",
            "updated_at": "2020-01-01T00:00:00Z",
        ])
    }

    func full(_ repository: Repository, _ call: FakeCall) -> JSON {
        let url = "\(call.base)/repos/\(repository.fullName)"
        let open = repository.issues.values.count { $0.state == "open" }
        return [
            "id": .integer(repository.id), "node_id": .string("R_fake\(repository.id)"),
            "name": .string(repository.name),
            "full_name": .string(repository.fullName), "owner": short(repository.owner, call),
            "private": .bool(repository.isPrivate),
            "html_url": .string("\(site(call))/\(repository.fullName)"), "description": JSON(repository.description),
            "fork": false,
            "url": .string(url), "issues_url": .string("\(url)/issues{/number}"),
            "labels_url": .string("\(url)/labels{/name}"),
            "archived": .bool(repository.isArchived), "disabled": false, "has_issues": .bool(repository.hasIssues),
            "open_issues_count": JSON(open), "default_branch": "main",
            "visibility": repository.isPrivate ? "private" : "public",
            "created_at": JSON(repository.createdAt), "updated_at": JSON(repository.updatedAt),
        ]
    }

    func render(_ issue: Repository.Issue, in repository: Repository, _ call: FakeCall) -> JSON {
        let api = "\(call.base)/repos/\(repository.fullName)"
        let url = "\(api)/issues/\(issue.number)"
        let page = "\(site(call))/\(repository.fullName)/\(issue.isPullRequest ? "pull" : "issues")/\(issue.number)"
        let json: JSON = [
            "id": .integer(issue.id), "node_id": .string(nodeID(issue)), "number": .integer(issue.number),
            "title": .string(issue.title),
            "body": JSON(issue.body), "state": .string(issue.state), "state_reason": JSON(issue.stateReason),
            "url": .string(url),
            "repository_url": .string(api), "labels_url": .string("\(url)/labels{/name}"),
            "comments_url": .string("\(url)/comments"),
            "events_url": .string("\(url)/events"), "html_url": .string(page), "user": short(issue.author, call),
            "labels": .array(
                issue.labelIDs.compactMap { id in
                    repository.labels.first { $0.id == id }.map { render($0, in: repository, call) }
                }),
            "assignee": short(issue.assignees.first, call),
            "assignees": .array(issue.assignees.map { short($0, call) }),
        ]
        return json.adding(details(issue, in: repository, call)).adding(pullRequest(issue, api: api, page: page))
    }

    private func details(_ issue: Repository.Issue, in repository: Repository, _ call: FakeCall) -> JSON {
        let milestone = repository.milestones.first { $0.number == issue.milestone }.map {
            render($0, in: repository, call)
        }
        let parent = issue.parent.map { "\(call.base)/repos/\(repository.fullName)/issues/\($0)" }
        return [
            "milestone": milestone ?? .null, "locked": .bool(issue.isLocked),
            "active_lock_reason": JSON(issue.lockReason),
            "comments": JSON(issue.comments.count), "created_at": JSON(issue.createdAt),
            "updated_at": JSON(issue.updatedAt),
            "closed_at": JSON(issue.closedAt), "author_association": "NONE", "performed_via_github_app": .null,
            "type": issue.type.map { ["name": .string($0)] } ?? .null, "parent_issue_url": JSON(parent),
        ]
    }

    private func pullRequest(_ issue: Repository.Issue, api: String, page: String) -> JSON {
        guard issue.isPullRequest else { return [:] }
        return [
            "pull_request": ["url": .string("\(api)/pulls/\(issue.number)"), "html_url": .string(page)], "draft": false,
        ]
    }

    /// The GraphQL id of an issue.
    func nodeID(_ issue: Repository.Issue) -> String { "I_fake\(issue.id)" }

    func render(_ comment: Repository.Comment, on issue: Repository.Issue, in repository: Repository, _ call: FakeCall)
        -> JSON
    {
        let api = "\(call.base)/repos/\(repository.fullName)/issues"
        let page = "\(site(call))/\(repository.fullName)/\(issue.isPullRequest ? "pull" : "issues")/\(issue.number)"
        return [
            "id": .integer(comment.id), "node_id": .string("IC_fake\(comment.id)"),
            "url": .string("\(api)/comments/\(comment.id)"),
            "html_url": .string("\(page)#issuecomment-\(comment.id)"), "issue_url": .string("\(api)/\(issue.number)"),
            "body": JSON(comment.body), "user": short(comment.author, call), "author_association": "NONE",
            "created_at": JSON(comment.createdAt), "updated_at": JSON(comment.updatedAt),
        ]
    }

    func render(_ label: Repository.Label, in repository: Repository, _ call: FakeCall) -> JSON {
        [
            "id": .integer(label.id), "node_id": .string("LA_fake\(label.id)"), "name": .string(label.name),
            "default": false,
            "url": .string(
                "\(call.base)/repos/\(repository.fullName)/labels/\(label.name.percentEncoded.replacing("%2F", with: "/"))"
            ),
            "color": .string(label.color), "description": JSON(label.description),
        ]
    }

    func render(_ milestone: Repository.Milestone, in repository: Repository, _ call: FakeCall) -> JSON {
        let issues = repository.issues.values.filter { $0.milestone == milestone.number }
        let open = issues.count { $0.state == "open" }
        let url = "\(call.base)/repos/\(repository.fullName)/milestones/\(milestone.number)"
        return [
            "id": .integer(milestone.id), "node_id": .string("MI_fake\(milestone.id)"),
            "number": .integer(milestone.number),
            "title": .string(milestone.title), "description": JSON(milestone.description),
            "state": .string(milestone.state),
            "url": .string(url),
            "html_url": .string("\(site(call))/\(repository.fullName)/milestone/\(milestone.number)"),
            "labels_url": .string("\(url)/labels"), "creator": short(milestone.creator, call),
            "open_issues": JSON(open),
            "closed_issues": JSON(issues.count - open), "created_at": JSON(milestone.createdAt),
            "updated_at": JSON(milestone.updatedAt),
            "due_on": JSON(milestone.dueOn), "closed_at": JSON(milestone.closedAt),
        ]
    }
}
