import Primitives
import TrackerKit

extension Trello.Card {
    /// The neutral ticket.
    /// - Parameters:
    ///   - project: Its status map gives lists their status.
    ///   - lists: The board's lists; a card that shows its own list needs none.
    ///   - fields: The board's custom fields.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for a short form of the object.
    func ticket(
        in project: ProjectReference, lists: [Trello.List] = [], fields: [Trello.CustomField] = []
    ) throws(TrackerError) -> RemoteTicket {
        guard let idShort, let updatedAt, let createdAt else {
            throw .malformedResponse(detail: "card without idShort, or with an identifier that tells no time")
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
