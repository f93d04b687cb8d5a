import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// Creates an issue ([new issue](https://docs.gitlab.com/api/issues/#create-an-issue)). Assignees and the milestone
    /// are looked up first, so that an error there creates nothing.
    ///
    /// Setting the time estimate and closing the issue take separate calls after the creation. If one of them fails,
    /// the issue is returned as created, open and without an estimate: an error would look as if nothing had been
    /// created, and lead to a duplicate.
    /// - Throws: ``TrackerError/forbidden(_:)`` if GitLab created the issue but dropped values that the token may not
    ///   set. An issue that should be confidential but is public is not a success. The message contains the issue's
    ///   number.
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        try require(draft.neededCapabilities)
        let change = try await change(for: draft, in: project)
        var fields = change.creationBody
        fields["description"] = .string(marker?.mark(draft.body) ?? draft.body)
        let path = try projectPath(project).appending("issues")
        let call = APICall(.post, path, body: .object(fields), what: "project \(project.path)")
        let created = try GitLab.Issue(try await client.object(call))
        try requireWhole(created, change)
        let estimate = draft.estimateSeconds ?? 0
        guard change.isClosed == true || estimate > 0 else { return created.ticket(in: project) }
        do {
            if estimate > 0 { try await setEstimate(estimate, of: created.iid, in: project) }
            guard change.isClosed == true else { return try await ticket(created.iid, in: project) }
            return try await put(["state_event": "close"], to: created.iid, in: project).ticket(in: project)
        } catch {
            return created.ticket(in: project)
        }
    }

    /// Ignores the state, because a creation does not set it.
    private func requireWhole(_ created: GitLab.Issue, _ change: GitLab.IssueChange) throws {
        let dropped = change.dropped(by: created).filter { $0 != "state" }
        guard !dropped.isEmpty else { return }
        let message =
            "GitLab created issue \(created.iid), but did not accept \(dropped.joined(separator: ", ")): the token's role may not allow it"
        throw TrackerError.forbidden(UpstreamFailure(status: 201, message: message))
    }

    private func change(for draft: TicketDraft, in project: ProjectReference) async throws -> GitLab.IssueChange {
        var change = GitLab.IssueChange()
        change.fields["title"] = .string(draft.title)
        if !draft.labels.isEmpty { try change.set(labels: draft.labels) }
        if let kind = draft.kind { try change.set(kind) }
        if let status = draft.status { try change.set(status, in: project) }
        if let dueAt = draft.dueAt { change.fields["due_date"] = .string(dueAt.day) }
        if let confidential = draft.confidential { change.fields["confidential"] = .bool(confidential) }
        if !draft.assignees.isEmpty { change.fields["assignee_ids"] = try await assigneeIDs(draft.assignees) }
        if let milestone = draft.milestone {
            change.fields["milestone_id"] = try await milestoneID(milestone, in: project)
        }
        return change
    }

    /// The numbers of accounts for assigning them; `[0]` for no assignees.
    func assigneeIDs(_ logins: [String]) async throws -> JSON {
        var ids: [JSON] = []
        for login in logins {
            guard let id = try await account(named: login).flatMap({ Int64($0.id) }) else {
                throw TrackerError.invalid("/assignees", "GitLab has no such user: \(login)")
            }
            ids.append(.integer(id))
        }
        return .array(ids.isEmpty ? [0] : ids)
    }

    /// The number of the milestone with this title or number; 0 for none.
    func milestoneID(_ name: String?, in project: ProjectReference) async throws -> JSON {
        guard let name else { return 0 }
        var byNumber: RemoteMilestone?
        let byTitle = try await firstFound(in: "milestones", pages: { try await milestones(of: project, page: $0) }) {
            list in
            byNumber = byNumber ?? list.first { $0.key == name }
            return list.first { $0.title == name }
        }
        guard let found = byTitle ?? byNumber, let number = Int64(found.key) else {
            throw TrackerError.invalid("/milestone", "the project has no such milestone")
        }
        return .integer(number)
    }
}
