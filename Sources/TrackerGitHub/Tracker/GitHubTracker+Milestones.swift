import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Open and closed milestones.
    package func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone> {
        let path = try milestonesPath(project).query(["state": "all", "per_page": String(GitHub.maximumPageSize)])
        let call = APICall(.get, path, what: "milestones of \(project.path)")
        return try await client.list(call, page: page).reading("number", "id") { try GitHub.Milestone($0).milestone }
    }

    /// GitHub stores only the day of a due date.
    package func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    {
        // GitHub rejects null when creating a milestone; omitting the field has the same meaning.
        let body = JSON.object((draft.gitHubBody.objectValue ?? [:]).filter { !$0.value.isNull })
        let call = APICall(.post, try milestonesPath(project), body: body, what: "project \(project.path)")
        return try GitHub.Milestone(try await client.object(call)).milestone
    }

    /// - Parameter key: the milestone's number.
    package func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    {
        let call = APICall(.patch, try milestonePath(key, project), body: draft.gitHubBody, what: "milestone \(key)")
        return try GitHub.Milestone(try await client.object(call)).milestone
    }

    /// Also removes the milestone from its tickets.
    package func deleteMilestone(_ key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try milestonePath(key, project), what: "milestone \(key)"))
    }

    private func milestonesPath(_ project: ProjectReference) throws -> APIPath {
        try repository(project).appending("milestones")
    }

    private func milestonePath(_ key: String, _ project: ProjectReference) throws -> APIPath {
        guard key.isNumber else { throw TrackerError.notFound(what: "milestone \(key)") }
        return try milestonesPath(project).appending(key)
    }
}
