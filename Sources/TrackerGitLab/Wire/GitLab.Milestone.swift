import Primitives
import TrackerKit

extension GitLab {
    /// A milestone of the project or of an ancestor group.
    struct Milestone: Sendable, Hashable {
        /// The number that the API uses.
        var id: String
        var title: String
        /// The milestone's purpose.
        var description: String?
        /// `active` or `closed`.
        var state: String?
        /// The due date.
        var dueDate: Timestamp?
        /// When it was closed, if the server reports it.
        var closedAt: Timestamp?
        var createdAt: Timestamp?
        var updatedAt: Timestamp?
        /// The URL of the milestone's page.
        var webURL: String?

        /// Throws if the identifier is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            title = wire.string("title") ?? ""
            description = wire.string("description")
            state = wire.string("state")
            dueDate = wire.timestamp("due_date")
            closedAt = wire.timestamp("closed_at")
            createdAt = wire.timestamp("created_at")
            updatedAt = wire.timestamp("updated_at")
            webURL = wire.string("web_url")
        }
    }
}

extension GitLab.Milestone {
    /// Converts the milestone. The identifier serves as the key, because milestones of a group are numbered separately
    /// from those of the project.
    var milestone: RemoteMilestone {
        var milestone = RemoteMilestone(
            remoteID: id, key: id, title: title, description: description.flatMap { $0.isEmpty ? nil : $0 },
            state: state == "closed" ? .closed : .open, dueAt: dueDate, url: webURL)
        milestone.closedAt = state == "closed" ? closedAt : nil
        milestone.createdAt = createdAt
        milestone.updatedAt = updatedAt
        return milestone
    }

    /// The milestone as part of a ticket.
    var reference: MilestoneReference { MilestoneReference(remoteID: id, title: title) }
}

extension MilestoneDraft {
    /// The body of a creation or a change ([milestones](https://docs.gitlab.com/api/milestones/)). A new milestone is
    /// always active.
    func gitLabBody(isNew: Bool) -> JSON {
        var body: [String: JSON] = [:]
        if let title = title.value { body["title"] = .string(title) }
        if let description = description.value { body["description"] = .string(description ?? "") }
        if let state = state.value, !isNew { body["state_event"] = state == .closed ? "close" : "activate" }
        if let dueAt = dueAt.value { body["due_date"] = .string(dueAt?.day ?? "") }
        return .object(body)
    }
}

extension Timestamp {
    /// The date in UTC, `2026-01-02`. GitLab stores due dates without a time.
    var day: String { String(rfc3339.prefix(10)) }
}
