import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Changes an issue: what PATCH can set in one call, then labels, lock and parent by their own endpoints.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> RemoteTicket
    {
        try require(patch.neededCapabilities)
        var change = try await change(for: patch, in: project)
        if let changed = try await changedInOneCall(key, change, patch, in: project) {
            return changed.ticket(in: project)
        }
        var issue = try await issue(key, in: project)
        change.settleLabels(on: issue.labels.map(\.name))
        if !change.fields.isEmpty {
            issue = try await self.patch(key, change.fields, in: project)
            issue = try await settleReason(change, issue, in: project)
            try requireApplied(change, to: issue)
        }
        guard try await changeByEndpoints(issue, change, patch, in: project) else { return issue.ticket(in: project) }
        return try await ticket(key, in: project)
    }

    /// Changes what one PATCH can set of a number that is known to be an issue's; nil, with nothing done, where that is
    /// not all, or where GitHub redirects: the issue may be another repository's now, which only reading it shows.
    private func changedInOneCall(
        _ key: String, _ change: GitHub.IssueChange, _ patch: TicketPatch, in project: ProjectReference
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

    /// Sends a PATCH of an issue.
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

    /// GitHub takes a reason only when the state changes with it, so another reason for what is closed already needs a
    /// reopening between.
    private func settleReason(
        _ change: GitHub.IssueChange, _ issue: GitHub.Issue, in project: ProjectReference
    ) async throws -> GitHub.Issue {
        // A server that keeps no reasons leaves the field out altogether.
        guard let reason = change.state?.reason, issue.isClosed, issue.json["state_reason"] != nil,
            issue.stateReason != reason
        else { return issue }
        _ = try await patch(issue.number, ["state": "open"], in: project)
        return try await patch(issue.number, ["state": "closed", "state_reason": .string(reason)], in: project)
    }

    /// GitHub drops labels, assignees and milestones without a word where the account lacks push access; that must not
    /// look like success.
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
                "GitHub did not take \(dropped.joined(separator: ", ")): the account may lack push access, or is not assignable"
            throw TrackerError.forbidden(UpstreamFailure(status: 200, message: message))
        }
    }

    /// What PATCH cannot do.
    /// - Returns: Whether anything was done, so that the issue has to be read again.
    private func changeByEndpoints(
        _ issue: GitHub.Issue, _ change: GitHub.IssueChange, _ patch: TicketPatch, in project: ProjectReference
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
                continue  // Somebody else took it away meanwhile.
            }
        }
    }

    private func setLocked(_ locked: Bool, _ key: String, in project: ProjectReference) async throws {
        let path = try issuePath(key, in: project).appending("lock")
        try await client.send(APICall(locked ? .put : .delete, path, what: "ticket \(key)"))
    }
}
