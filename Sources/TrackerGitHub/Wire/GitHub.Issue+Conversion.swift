import Primitives
import TrackerKit

extension GitHub.Issue {
    /// - Parameter project: its status map may assign a status to open issues by label.
    func ticket(in project: ProjectReference) -> RemoteTicket {
        let standing = GitHub.StatusMap(project).standing(of: self)
        var ticket = RemoteTicket(
            remoteID: id, key: number, url: htmlURL, title: title, status: standing.status, statusRaw: standing.raw,
            createdAt: createdAt,
            updatedAt: updatedAt, remoteData: json)
        ticket.lacksTimes = lacksTimes
        ticket.kind = kind
        (ticket.body, ticket.marker) = CreationMarker.split(body ?? "")
        ticket.resolution = isClosed ? resolution : nil
        ticket.author = user?.user
        ticket.assignees = assignees.map(\.user)
        ticket.labels = labels.map(\.name)
        ticket.milestone = milestone?.reference
        ticket.parent = parentKey
        ticket.closedAt = isClosed ? closedAt : nil
        ticket.locked = locked
        ticket.commentCount = comments
        return ticket
    }

    /// A payload without a state counts as closed if it has the time of closing.
    var isClosed: Bool { state.map { $0 == "closed" } ?? (closedAt != nil) }

    /// Issues closed before GitHub introduced reasons have none.
    private var resolution: Resolution {
        switch stateReason {
        case "completed": .completed
        case "not_planned": .notPlanned
        case "duplicate": .duplicate
        default: .unknown
        }
    }

    /// Organisations define their own issue types; GitHub's defaults are Task, Bug and Feature.
    private var kind: TicketKind {
        switch typeName?.lowercased() {
        case nil: .issue
        case "bug": .bug
        case "task": .task
        case "incident": .incident
        default: .other
        }
    }

    /// The parent's number, preceded by the repository's path if the parent is in another one.
    private var parentKey: String? {
        guard let parentURL, let place = GitHub.IssueAddress(parentURL) else { return nil }
        if let repositoryURL, !parentURL.hasPrefix(repositoryURL + "/") { return "\(place.repository)#\(place.number)" }
        return place.number
    }
}
