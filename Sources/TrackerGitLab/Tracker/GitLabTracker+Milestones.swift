import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// The milestones of a project and its ancestor groups, open and closed
    /// ([milestones](https://docs.gitlab.com/api/milestones/)).
    package func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone> {
        let path = try milestonesPath(project).query([
            "include_ancestors": "true", "per_page": String(GitLab.maximumPageSize),
        ])
        let call = APICall(.get, path, what: "milestones of \(project.path)")
        return try await client.list(call, page: page).reading("id") { try GitLab.Milestone($0).milestone }
    }

    /// Creates a milestone in the project. GitLab stores due dates without a time.
    package func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    {
        let body = draft.gitLabBody(isNew: true)
        let call = APICall(.post, try milestonesPath(project), body: body, what: "project \(project.path)")
        let made = try GitLab.Milestone(try await client.object(call)).milestone
        guard draft.state.value == .closed else { return made }
        var closing = MilestoneDraft()
        closing.state = .set(.closed)
        return try await updateMilestone(made.key, closing, in: project)
    }

    /// Changes a milestone of the project, given by its identifier. Milestones of a group must be changed in the group.
    package func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    {
        let call = APICall(
            .put, try milestonePath(key, project), body: draft.gitLabBody(isNew: false), what: "milestone \(key)")
        return try GitLab.Milestone(try await client.object(call)).milestone
    }

    /// Deletes a milestone, also from its issues.
    package func deleteMilestone(_ key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try milestonePath(key, project), what: "milestone \(key)"))
    }

    private func milestonesPath(_ project: ProjectReference) throws -> APIPath {
        try projectPath(project).appending("milestones")
    }

    private func milestonePath(_ key: String, _ project: ProjectReference) throws -> APIPath {
        guard key.isNumber else { throw TrackerError.notFound(what: "milestone \(key)") }
        return try milestonesPath(project).appending(key)
    }
}
