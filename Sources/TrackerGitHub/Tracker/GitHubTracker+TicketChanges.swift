import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Changes an issue: with one PATCH as far as possible, then labels, lock and parent with separate endpoints.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        try require(patch.neededCapabilities)
        var change = try await change(for: patch, in: project)
        if let changed = try await changedInOneCall(key, change, patch: patch, in: project) {
            return changed.ticket(in: project)
        }
        var issue = try await issue(key, in: project)
        change.settleLabels(on: issue.labels.map(\.name))
        if !change.fields.isEmpty {
            issue = try await self.patch(key, change.fields, in: project)
            issue = try await settleReason(change, issue, in: project)
            try requireApplied(change, to: issue)
        }
        guard try await changeByEndpoints(issue, change, patch: patch, in: project) else {
            return issue.ticket(in: project)
        }
        return try await ticket(key, in: project)
    }

    /// Performs the change with a single PATCH if the number is known to be an issue. Returns nil without having
    /// changed anything if that does not cover the whole change, or if GitHub redirects: the issue may have moved to
    /// another repository, which only reading it reveals.
    private func changedInOneCall(
        _ key: String, _ change: GitHub.IssueChange, patch: TicketPatch, in project: ProjectReference
    ) async throws -> GitHub.Issue? {
        guard !change.fields.isEmpty, change.addedLabels.isEmpty, change.removedLabels.isEmpty, !patch.locked.isSet,
            !patch.parent.isSet,
            seen.contains(key, in: project)
        else { return nil }
        let call = APICall(.patch, try issuePath(key, in: project), body: .object(change.fields), what: "ticket \(key)")
        do {
            let response = try await client.send(call, followsRedirects: false)
            let changed = try GitHub.Issue(WireObject(response.json(), call.what))
            let issue = try await settleReason(change, changed, in: project)
            try requireApplied(change, to: issue)
            return issue
        } catch TrackerError.upstream(let failure) where (300..<400).contains(failure.status) {
            return nil
        }
    }

    func patch(_ key: String, _ fields: [String: JSON], in project: ProjectReference) async throws -> GitHub.Issue {
        let call = APICall(.patch, try issuePath(key, in: project), body: .object(fields), what: "ticket \(key)")
        return try GitHub.Issue(try await client.object(call))
    }

    private func change(for patch: TicketPatch, in project: ProjectReference) async throws -> GitHub.IssueChange {
        var change = GitHub.IssueChange()
        if let title = patch.title.value { change.fields["title"] = .string(title) }
        if let body = patch.body.value { change.fields["body"] = .string(body) }
        if let assignees = patch.assignees.value { change.fields["assignees"] = JSON(assignees) }
        if let labels = patch.labels.value { change.fields["labels"] = JSON(labels) }
        if case .set(let milestone) = patch.milestone {
            change.fields["milestone"] =
                if let milestone { try await milestoneNumber(milestone, in: project) } else { .null }
        }
        change.addedLabels = patch.addLabels
        change.removedLabels = patch.removeLabels
        if let status = patch.status.value { try change.set(status, in: project) }
        return change
    }

    /// GitHub accepts a reason only together with a change of state, so changing the reason of a closed issue requires
    /// reopening it in between.
    private func settleReason(
        _ change: GitHub.IssueChange, _ issue: GitHub.Issue, in project: ProjectReference
    ) async throws -> GitHub.Issue {
        // Servers without support for reasons omit the field.
        guard let reason = change.state?.reason, issue.isClosed, issue.json["state_reason"] != nil,
            issue.stateReason != reason
        else { return issue }
        _ = try await patch(issue.number, ["state": "open"], in: project)
        return try await patch(issue.number, ["state": "closed", "state_reason": .string(reason)], in: project)
    }

    /// GitHub silently drops labels, assignees and milestones if the account lacks push access. Throws `forbidden`, so
    /// that it does not look like success.
    private func requireApplied(_ change: GitHub.IssueChange, to issue: GitHub.Issue) throws {
        var dropped: [String] = []
        if let wanted = change.fields["labels"]?.arrayValue?.compactMap(\.stringValue),
            !wanted.allSatisfy(issue.labels.map(\.name).containsIgnoringCase)
        {
            dropped.append("labels")
        }
        if let wanted = change.fields["assignees"]?.arrayValue?.compactMap(\.stringValue),
            !wanted.allSatisfy(issue.assignees.map(\.login).containsIgnoringCase)
        {
            dropped.append("assignees")
        }
        if let wanted = change.fields["milestone"]?.integerValue, issue.milestone?.number != String(wanted) {
            dropped.append("milestone")
        }
        guard dropped.isEmpty else {
            let message =
                "GitHub did not accept \(dropped.joined(separator: ", ")): the account may lack push access, or is not assignable"
            throw TrackerError.forbidden(UpstreamFailure(status: 200, message: message))
        }
    }

    /// Performs the changes that PATCH does not support.
    /// - Returns: whether anything was changed, so that the issue must be read again.
    private func changeByEndpoints(
        _ issue: GitHub.Issue, _ change: GitHub.IssueChange, patch: TicketPatch, in project: ProjectReference
    ) async throws -> Bool {
        try await changeLabels(of: issue.number, change, in: project)
        if let locked = patch.locked.value, locked != issue.locked {
            try await setLocked(locked, issue.number, in: project)
        }
        if case .set(let parent) = patch.parent { try await setParent(parent, of: issue, in: project) }
        return !change.addedLabels.isEmpty || !change.removedLabels.isEmpty || patch.locked.isSet || patch.parent.isSet
    }

    private func changeLabels(of key: String, _ change: GitHub.IssueChange, in project: ProjectReference) async throws {
        let path = try issuePath(key, in: project).appending("labels")
        if !change.addedLabels.isEmpty {
            var call = APICall(.post, path, body: ["labels": JSON(change.addedLabels)], what: "ticket \(key)")
            call.isSafeToRepeat = true
            try await client.send(call)
        }
        for label in change.removedLabels {
            do {
                try await client.send(APICall(.delete, path.appending(label), what: "label \(label)"))
            } catch TrackerError.notFound {
                continue  // It was removed concurrently.
            }
        }
    }

    private func setLocked(_ locked: Bool, _ key: String, in project: ProjectReference) async throws {
        let path = try issuePath(key, in: project).appending("lock")
        try await client.send(APICall(locked ? .put : .delete, path, what: "ticket \(key)"))
    }
}
