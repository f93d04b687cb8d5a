import Primitives
import TrackerKit

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
