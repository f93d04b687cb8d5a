import Primitives
import TrackerKit

extension GitLab {
    /// An issue, incident, task or test case.
    struct Issue: TimedRow, Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// The number within the project, which the API and people use.
        var iid: String
        /// One line.
        var title: String
        /// Markdown; null when empty.
        var description: String?
        /// `opened` or `closed`.
        var state: String?
        /// The page for people; empty where GitLab does not tell it.
        var webURL: String
        /// Who made it; null when the account is gone.
        var author: User?
        /// Who works on it; old payloads have only `assignee`.
        var assignees: [User]
        /// The names of its labels.
        var labels: [String]
        /// Its milestone.
        var milestone: Milestone?
        /// Whether the conversation is locked.
        var isLocked: Bool
        /// Whether only members from reporter up may see it.
        var isConfidential: Bool
        /// The day on which it is due.
        var dueDate: Timestamp?
        /// The estimated time for the work, in seconds; nil for GitLab's 0, which is no estimate.
        var estimateSeconds: Int?
        /// How many comments people wrote.
        var noteCount: Int
        /// `issue`, `incident`, `task`, `test_case`.
        var type: String?
        /// When it was made.
        var createdAt: Timestamp
        /// When it was last changed.
        var updatedAt: Timestamp
        /// Whether none of its times can be used; see ``RemoteTicket/lacksTimes``.
        var lacksTimes: Bool
        /// When it was closed.
        var closedAt: Timestamp?
        /// The object as it came.
        var json: JSON
        /// What a reading of the list knows it by.
        var rowKey: String { iid }

        /// Decodes an issue; identifiers and one time must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            iid = try wire.requiredIdentifier("iid")
            title = wire.string("title") ?? ""
            description = wire.string("description")
            state = wire.string("state")
            webURL = wire.string("web_url") ?? ""
            author = wire.object("author").flatMap { try? User($0) }
            assignees = Self.assignees(wire)
            labels = (wire["labels"]?.arrayValue ?? []).compactMap { Label($0)?.name }
            milestone = wire.object("milestone").flatMap { try? Milestone($0) }
            isLocked = wire.bool("discussion_locked") ?? false
            isConfidential = wire.bool("confidential") ?? false
            dueDate = wire.timestamp("due_date")
            estimateSeconds = wire.object("time_stats")?.integer("time_estimate").flatMap { $0 > 0 ? Int($0) : nil }
            noteCount = Int(wire.integer("user_notes_count") ?? 0)
            type = (wire.string("issue_type") ?? wire.string("type"))?.lowercased()
            let time = wire.firstTimestamp(["created_at", "updated_at", "closed_at"])
            lacksTimes = time == nil
            createdAt = time ?? RemoteTicket.unknownTime
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            closedAt = wire.timestamp("closed_at")
            json = wire.json
        }

        private static func assignees(_ wire: WireObject) -> [User] {
            let listed = wire.objects("assignees").compactMap { try? User($0) }
            guard listed.isEmpty, let only = wire.object("assignee").flatMap({ try? User($0) }) else { return listed }
            return [only]
        }
    }
}

extension GitLab.Issue {
    /// The neutral ticket.
    /// - Parameter project: Its status map may give open tickets a status by their labels.
    func ticket(in project: ProjectReference) -> RemoteTicket {
        let standing = GitLab.StatusMap(project).standing(of: self)
        var ticket = RemoteTicket(
            remoteID: id, key: iid, url: webURL, title: title, status: standing.status, statusRaw: standing.raw,
            createdAt: createdAt,
            updatedAt: updatedAt, remoteData: json)
        ticket.lacksTimes = lacksTimes
        ticket.kind = kind
        (ticket.body, ticket.marker) = CreationMarker.split(description ?? "")
        // GitLab keeps no reason for closing.
        ticket.resolution = isClosed ? .unknown : nil
        ticket.author = author?.user
        ticket.assignees = assignees.map(\.user)
        ticket.labels = labels
        ticket.milestone = milestone?.reference
        ticket.dueAt = dueDate
        ticket.estimateSeconds = estimateSeconds
        ticket.closedAt = isClosed ? closedAt : nil
        ticket.confidential = isConfidential
        ticket.locked = isLocked
        ticket.commentCount = noteCount
        return ticket
    }

    /// Whether it is closed; a payload without a state is closed when it says when.
    var isClosed: Bool { state.map { $0 == "closed" } ?? (closedAt != nil) }

    /// Whether a marker is hidden in its description.
    func carries(_ marker: CreationMarker) -> Bool { CreationMarker.split(description ?? "").marker == marker }

    private var kind: TicketKind {
        switch type {
        case nil, "issue": .issue
        case "incident": .incident
        case "task": .task
        default: .other
        }
    }
}

extension TicketKind {
    /// GitLab's word for it; nil for kinds that it lacks.
    var gitLabType: String? {
        switch self {
        case .issue: "issue"
        case .incident: "incident"
        case .task: "task"
        default: nil
        }
    }
}
