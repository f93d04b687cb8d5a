import HTTPTypes
import Primitives
import TrackerKit

/// Sub-issues ([REST API](https://docs.github.com/en/rest/issues/sub-issues)).
extension GitHubTracker {
    /// Throws `invalid` if the parent does not exist. Called before anything is written.
    func requireParent(_ parent: String, in project: ProjectReference) async throws {
        do {
            _ = try await issue(parent, in: project)
        } catch TrackerError.notFound {
            throw TrackerError.invalid("/parent", "the project has no such ticket")
        }
    }

    /// Makes an issue a sub-issue of a parent, replacing its present parent.
    func link(_ issue: GitHub.Issue, to parent: String, in project: ProjectReference) async throws {
        let path = try issuePath(parent, in: project).appending("sub_issues")
        let body: JSON = ["sub_issue_id": .integer(Int64(issue.id) ?? 0), "replace_parent": true]
        try await client.send(APICall(.post, path, body: body, what: "ticket \(parent)"))
    }

    /// Sets an issue's parent; nil removes it.
    func setParent(_ parent: String?, of issue: GitHub.Issue, in project: ProjectReference) async throws {
        if let parent {
            try await requireParent(parent, in: project)
            return try await link(issue, to: parent, in: project)
        }
        guard let present = issue.parentURL.flatMap(GitHub.IssueAddress.init) else { return }
        let path = try repository(path: present.repository).appending("issues", present.number, "sub_issue")
        let body: JSON = ["sub_issue_id": .integer(Int64(issue.id) ?? 0)]
        try await client.send(APICall(.delete, path, body: body, what: "ticket \(present.number)"))
    }
}
