import Primitives
import TrackerKit

extension GitLab.IssueChange {
    /// The parts of this change that an issue lacks, as named in the API. GitLab silently drops values that the token
    /// may not set.
    func dropped(by issue: GitLab.Issue) -> [String] {
        var dropped: [String] = []
        if !hasLabels(issue) { dropped.append("labels") }
        if !hasAssignees(issue) { dropped.append("assignees") }
        if let id = fields["milestone_id"]?.integerValue, issue.milestone?.id != (id == 0 ? nil : String(id)) {
            dropped.append("milestone")
        }
        if let confidential = fields["confidential"]?.boolValue, confidential != issue.isConfidential ?? confidential {
            dropped.append("confidential")
        }
        if let locked = fields["discussion_locked"]?.boolValue, locked != issue.isLocked { dropped.append("lock") }
        if let day = fields["due_date"]?.stringValue, day != issue.dueDate?.day ?? "" { dropped.append("due date") }
        // Servers before 12.8 return no type.
        if let type = fields["issue_type"]?.stringValue, let present = issue.type, type != present {
            dropped.append("kind")
        }
        if let isClosed, isClosed != issue.isClosed { dropped.append("state") }
        return dropped
    }

    private func hasLabels(_ issue: GitLab.Issue) -> Bool {
        let present = Set(issue.labels.map { LabelName($0) })
        let wanted = Set(wantedLabels.map { LabelName($0.trimmed) }).subtracting([LabelName("")])
        guard !replacesLabels else { return present == wanted }
        return wanted.isSubset(of: present)
            && present.isDisjoint(with: individuallyRemovedLabels.map { LabelName($0.trimmed) })
    }

    private func hasAssignees(_ issue: GitLab.Issue) -> Bool {
        guard let ids = fields["assignee_ids"]?.arrayValue?.compactMap(\.integerValue) else { return true }
        return Set(issue.assignees.compactMap { Int64($0.id) }) == Set(ids).subtracting([0])
    }
}

extension String {
    /// The name without surrounding white space, as GitLab stores label names.
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
