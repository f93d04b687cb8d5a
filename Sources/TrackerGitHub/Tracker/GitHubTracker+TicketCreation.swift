import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Creates an issue. Looks up the referenced milestone and parent first, so that invalid ones are detected before
    /// anything is created.
    ///
    /// Closing the issue and setting its parent require further calls. If one of those fails, the issue is returned as
    /// it is, open or without its parent: an error would suggest that nothing was created and lead to a duplicate.
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        try require(draft.neededCapabilities)
        let change = try await change(for: draft, in: project)
        if let parent = draft.parent { try await requireParent(parent, in: project) }
        var fields = change.fields.filter { !Self.stateFields.contains($0.key) }
        fields["body"] = .string(try Self.body(draft.body, marker))
        let call = APICall(
            .post, try repository(project).appending("issues"), body: .object(fields), what: "project \(project.path)")
        let created = try GitHub.Issue(try await client.object(call))
        seen.note([created], in: project)
        return await completed(created, change, parent: draft.parent, in: project).ticket(in: project)
    }

    /// The body followed by the creation marker, which takes up some of GitHub's maximum length.
    private static func body(_ body: String, _ marker: CreationMarker?) throws(TrackerError) -> String {
        guard let marker else { return body }
        let longest = GitHub.longestText - marker.length
        guard body.unicodeScalars.count <= longest else {
            throw .invalid(
                "/body",
                "must be at most \(longest) characters long: GitHub accepts \(GitHub.longestText), and the gateway's hidden marker needs "
                    + "\(marker.length) of them")
        }
        return marker.mark(body)
    }

    /// Fields that GitHub ignores when creating an issue.
    private static let stateFields: Set<String> = ["state", "state_reason"]

    private func completed(
        _ created: GitHub.Issue, _ change: GitHub.IssueChange, parent: String?, in project: ProjectReference
    ) async -> GitHub.Issue {
        var latest = created
        do {
            if change.state?.isClosed == true {
                latest = try await patch(
                    created.number, change.fields.filter { Self.stateFields.contains($0.key) }, in: project)
            }
            guard let parent else { return latest }
            try await link(created, to: parent, in: project)
            return try await issue(created.number, in: project)
        } catch {
            return latest
        }
    }

    private func change(for draft: TicketDraft, in project: ProjectReference) async throws -> GitHub.IssueChange {
        var change = GitHub.IssueChange()
        if let status = draft.status { try change.set(status, in: project) }
        change.fields["title"] = .string(draft.title)
        change.fields["labels"] = JSON(draft.labels)
        change.settleLabels(on: [])
        if change.fields["labels"] == [] { change.fields["labels"] = nil }
        if !draft.assignees.isEmpty { change.fields["assignees"] = JSON(draft.assignees) }
        if let milestone = draft.milestone {
            change.fields["milestone"] = try await milestoneNumber(milestone, in: project)
        }
        return change
    }

    /// The number of the milestone with this title, number or ID. A matching title takes precedence.
    func milestoneNumber(_ name: String, in project: ProjectReference) async throws -> JSON {
        var byNumber: RemoteMilestone?
        let byTitle = try await firstFound(in: "milestones", pages: { try await milestones(of: project, page: $0) }) {
            list in
            byNumber = byNumber ?? list.first { $0.key == name || $0.remoteID == name }
            return list.first { $0.title == name }
        }
        guard let found = byTitle ?? byNumber, let number = Int64(found.key) else {
            throw TrackerError.invalid("/milestone", "the project has no such milestone")
        }
        return .integer(number)
    }
}
