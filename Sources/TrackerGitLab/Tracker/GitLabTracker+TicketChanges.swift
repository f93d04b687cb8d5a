import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// Changes an issue in one call ([edit an issue](https://docs.gitlab.com/api/issues/#update-an-issue)), preceded by
    /// another one for the time estimate. Labels are added and removed individually, so that concurrent changes are not
    /// overwritten.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        try require(patch.neededCapabilities)
        guard key.isNumber else { throw TrackerError.notFound(what: "ticket \(key)") }
        let change = try await change(for: patch, in: project)
        if let estimate = patch.estimateSeconds.value { try await setEstimate(estimate, of: key, in: project) }
        guard !change.body.isEmpty else { return try await ticket(key, in: project) }
        var issue = try await put(change.body, to: key, in: project)
        // A response without the flag does not show that the ticket stayed public.
        if issue.isConfidential == nil, change.fields["confidential"] == true { issue.isConfidential = true }
        let dropped = change.dropped(by: issue)
        guard dropped.isEmpty else {
            let message =
                "GitLab did not accept \(dropped.joined(separator: ", ")): the token's role in the project may not allow it"
            throw TrackerError.forbidden(UpstreamFailure(status: 200, message: message))
        }
        return issue.ticket(in: project)
    }

    func put(_ fields: [String: JSON], to key: String, in project: ProjectReference) async throws -> GitLab.Issue {
        let call = APICall(.put, try issuePath(key, in: project), body: .object(fields), what: "ticket \(key)")
        let issue = try GitLab.Issue(try await client.object(call))
        guard issue.iid == key, issue.isIn(project) else { throw TrackerError.notFound(what: "ticket \(key)") }
        return issue
    }

    /// Sets the time estimate. Nil and 0 clear it, because GitLab treats 0 as no estimate ([time
    /// estimates](https://docs.gitlab.com/api/issues/#set-a-time-estimate-for-an-issue)).
    func setEstimate(_ seconds: Int?, of key: String, in project: ProjectReference) async throws {
        let path = try issuePath(key, in: project), what = "ticket \(key)"
        let seconds = seconds ?? 0
        var call =
            seconds > 0
            ? APICall(
                .post, path.appending("time_estimate"), body: ["duration": .string(Self.duration(seconds))], what: what)
            : APICall(.post, path.appending("reset_time_estimate"), what: what)
        call.isSafeToRepeat = true
        try await client.send(call)
    }

    /// A duration in hours, minutes and seconds: the [time
    /// tracking](https://docs.gitlab.com/user/project/time_tracking/) units whose length does not depend on server
    /// settings, as that of a day does.
    private static func duration(_ seconds: Int) -> String {
        [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 > 0 }
            .map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }

    private func change(for patch: TicketPatch, in project: ProjectReference) async throws -> GitLab.IssueChange {
        var change = GitLab.IssueChange()
        if let title = patch.title.value { change.fields["title"] = .string(title) }
        if let body = patch.body.value { change.fields["description"] = .string(body) }
        if let kind = patch.kind.value { try change.set(kind) }
        if let labels = patch.labels.value { try change.set(labels: labels) }
        try change.change(adding: patch.addLabels, removing: patch.removeLabels)
        if let status = patch.status.value { try change.set(status, in: project) }
        if let dueAt = patch.dueAt.value { change.fields["due_date"] = .string(dueAt?.day ?? "") }
        if let confidential = patch.confidential.value { change.fields["confidential"] = .bool(confidential) }
        if let locked = patch.locked.value { change.fields["discussion_locked"] = .bool(locked) }
        if let assignees = patch.assignees.value { change.fields["assignee_ids"] = try await assigneeIDs(assignees) }
        if let milestone = patch.milestone.value {
            change.fields["milestone_id"] = try await milestoneID(milestone, in: project)
        }
        return change
    }
}
