import Primitives
import TrackerKit

extension Trello.Card {
    /// - Parameters:
    ///   - project: its status map assigns statuses to lists.
    ///   - lists: the board's lists; not needed if the card contains its list.
    ///   - fields: the board's custom fields.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for a short representation of the card.
    func ticket(
        in project: ProjectReference, lists: [Trello.List] = [], fields: [Trello.CustomField] = []
    ) throws(TrackerError) -> RemoteTicket {
        guard let idShort, let updatedAt, let createdAt else {
            throw .malformedResponse(detail: "card without idShort, or with an identifier that contains no time")
        }
        let ownList = list ?? lists.first { $0.id == idList }
        let standing = Trello.StatusMap(project).standing(of: self, in: ownList)
        var ticket = RemoteTicket(
            remoteID: id, key: idShort, url: url ?? "", title: name, status: standing.status, statusRaw: standing.raw,
            createdAt: createdAt, updatedAt: updatedAt, remoteData: json)
        (ticket.body, ticket.marker) = Trello.Marker.split(desc)
        ticket.assignees = members.map(\.user)
        ticket.labels = labels.map(\.displayName)
        ticket.dueAt = due
        ticket.commentCount = comments
        ticket.customFields = customFieldItems.map { $0.field(of: fields) } + checklists.map(\.field)
        if standing.status.state == .closed {
            ticket.resolution = standing.status == .done ? .completed : .unknown
            ticket.closedAt = dueComplete ? dateCompleted : closed ? dateClosed : nil
        }
        return ticket
    }
}
