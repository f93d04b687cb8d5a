import Primitives
import TrackerKit

extension GitLab {
    /// An issue, incident, task or test case.
    struct Issue: TimedRow, Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// The number within the project, which people and the API use.
        var iid: String
        /// The number of its project; nil if the response does not contain it.
        var projectID: String?
        /// A single line.
        var title: String
        /// Markdown; nil if empty.
        var description: String?
        /// `opened` or `closed`.
        var state: String?
        /// The URL of the issue's page; empty if GitLab omits it.
        var webURL: String
        /// The creator; nil if the account no longer exists.
        var author: User?
        /// Old payloads have only `assignee`.
        var assignees: [User]
        /// The names of its labels.
        var labels: [String]
        var milestone: Milestone?
        /// Whether the discussion is locked.
        var isLocked: Bool
        /// Whether only members with at least the role of reporter can see it; nil if the
        /// response does not contain it.
        var isConfidential: Bool?
        /// The due date.
        var dueDate: Timestamp?
        /// The estimated time for the work, in seconds; nil for GitLab's 0, which means no estimate.
        var estimateSeconds: Int?
        /// The number of comments by people.
        var noteCount: Int
        /// `issue`, `incident`, `task`, `test_case`.
        var type: String?
        var createdAt: Timestamp
        var updatedAt: Timestamp
        /// Whether none of its times is usable; see ``Ticket/lacksTimes``.
        var lacksTimes: Bool
        var closedAt: Timestamp?
        var json: JSON
        /// The key in ``TicketListPosition``.
        var rowKey: String { iid }

        /// Throws if an identifier is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            iid = try wire.requiredIdentifier("iid")
            projectID = wire.integer("project_id").map { String($0) }
            title = wire.string("title") ?? ""
            description = wire.string("description")
            state = wire.string("state")
            webURL = wire.string("web_url") ?? ""
            author = wire.object("author").flatMap { try? User($0) }
            assignees = Self.assignees(wire)
            labels = (wire["labels"]?.arrayValue ?? []).compactMap { Label($0)?.name }
            milestone = wire.object("milestone").flatMap { try? Milestone($0) }
            isLocked = wire.bool("discussion_locked") ?? false
            isConfidential = wire.restriction("confidential")
            dueDate = wire.timestamp("due_date")
            // A larger number cannot be stored.
            estimateSeconds = wire.object("time_stats")?.integer("time_estimate").flatMap {
                (1...Int64(Int32.max)).contains($0) ? Int($0) : nil
            }
            noteCount = Int(wire.integer("user_notes_count") ?? 0)
            type = (wire.string("issue_type") ?? wire.string("type"))?.lowercased()
            let time = wire.firstTimestamp(["created_at", "updated_at", "closed_at"])
            lacksTimes = time == nil
            createdAt = time ?? Ticket.unknownTime
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
    /// Converts the issue.
    /// - Parameter project: Its status map may assign a status to open issues by their labels.
    func ticket(in project: ProjectReference) -> Ticket {
        let mapped = GitLab.StatusMap(project).status(of: self)
        var ticket = Ticket(
            remoteID: id, key: iid, url: webURL, title: title, status: mapped.status, statusRaw: mapped.raw,
            createdAt: createdAt,
            updatedAt: updatedAt, remoteData: json)
        ticket.lacksTimes = lacksTimes
        ticket.kind = kind
        (ticket.body, ticket.marker) = CreationMarker.split(description ?? "")
        // GitLab stores no reason for closing.
        ticket.resolution = isClosed ? .unknown : nil
        ticket.author = author?.user
        ticket.assignees = assignees.map(\.user)
        ticket.labels = labels
        ticket.milestone = milestone?.reference
        ticket.dueAt = dueDate
        ticket.estimateSeconds = estimateSeconds
        ticket.closedAt = isClosed ? closedAt : nil
        ticket.confidential = isConfidential ?? true
        ticket.lacksConfidentiality = isConfidential == nil
        ticket.locked = isLocked
        ticket.commentCount = noteCount
        return ticket
    }

    /// Whether it is closed. A payload without a state is closed if it has a closing time.
    var isClosed: Bool { state.map { $0 == "closed" } ?? (closedAt != nil) }

    /// Whether its description contains the marker.
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
    /// GitLab's name of the kind; nil for kinds that it does not support.
    var gitLabType: String? {
        switch self {
        case .issue: "issue"
        case .incident: "incident"
        case .task: "task"
        default: nil
        }
    }
}

extension GitLab.Issue {
    /// Whether the issue belongs to the channel's project. True if either number is not known.
    func isIn(_ project: ProjectReference) -> Bool {
        guard let projectID, let id = project.remoteID else { return true }
        return projectID == id
    }
}
