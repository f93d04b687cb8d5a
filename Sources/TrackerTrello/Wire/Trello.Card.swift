import Primitives
import TrackerKit

extension Trello {
    /// A card
    /// ([object definition](https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/#card-object)).
    struct Card: Sendable, Hashable {
        var id: String
        /// The number on its board. Missing in short representations.
        var idShort: String?
        /// One line.
        var name: String
        /// Markdown.
        var desc: String
        /// Whether it is archived.
        var closed: Bool
        /// Whether it is marked as complete.
        var dueComplete: Bool
        var due: Timestamp?
        /// Whether it represents work: not a template, a separator between cards, or a mirror of another card.
        var isTicket: Bool
        var idBoard: String?
        var idList: String?
        /// The list that contains it, if requested.
        var list: List?
        /// The assigned accounts, if requested.
        var members: [Member]
        var labels: [Label]
        /// The checklists, if requested.
        var checklists: [Checklist]
        /// The values of custom fields, if requested.
        var customFieldItems: [CustomField.Item]
        /// The number of comments.
        var comments: Int
        /// The time of the last change.
        var dateLastActivity: Timestamp?
        /// When it was archived. Missing in older cards.
        var dateClosed: Timestamp?
        /// When it was marked as complete. Missing in older cards.
        var dateCompleted: Timestamp?
        /// The web page.
        var url: String?
        /// The object as received.
        var json: JSON

        /// Throws if the ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            url = wire.string("url") ?? wire.string("shortUrl")
            idShort = wire.integer("idShort").map { String($0) }
            desc = wire.string("desc") ?? ""
            closed = wire.bool("closed") ?? false
            dueComplete = wire.bool("dueComplete") ?? wire.object("badges")?.bool("dueComplete") ?? false
            due = wire.timestamp("due")
            isTicket = wire.bool("isTemplate") != true && !["separator", "mirror"].contains(wire.string("cardRole"))
            idBoard = wire.string("idBoard")
            idList = wire.string("idList")
            list = wire.object("list").flatMap { try? List($0) }
            members = wire.objects("members").compactMap { try? Member($0) }
            labels = wire.objects("labels").compactMap { try? Label($0) }
            checklists = wire.objects("checklists").compactMap { try? Checklist($0) }
            customFieldItems = wire.objects("customFieldItems").compactMap { try? CustomField.Item($0) }
            comments = Int(wire.object("badges")?.integer("comments") ?? 0)
            dateLastActivity = wire.timestamp("dateLastActivity")
            dateClosed = wire.timestamp("dateClosed")
            dateCompleted = wire.timestamp("dateCompleted")
            json = wire.json
        }

        /// Trello stores the time of creation only in the ID.
        var createdAt: Timestamp? { Trello.creation(of: id) }
        var updatedAt: Timestamp? { dateLastActivity ?? createdAt }
    }
}

extension Trello.Card {
    /// - Parameters:
    ///   - project: its status map assigns statuses to lists.
    ///   - lists: the board's lists; not needed if the card contains its list.
    ///   - fields: the board's custom fields.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for a short representation of the card.
    func ticket(
        in project: ProjectReference, lists: [Trello.List] = [], fields: [Trello.CustomField] = []
    ) throws(TrackerError) -> Ticket {
        guard let idShort, let updatedAt, let createdAt else {
            throw .malformedResponse(detail: "card without idShort, or with an identifier that contains no time")
        }
        let ownList = list ?? lists.first { $0.id == idList }
        let mapped = Trello.StatusMap(project).status(of: self, in: ownList)
        var ticket = Ticket(
            remoteID: id, key: idShort, url: url ?? "", title: name, status: mapped.status, statusRaw: mapped.raw,
            createdAt: createdAt, updatedAt: updatedAt, remoteData: json)
        (ticket.body, ticket.marker) = Trello.Marker.split(desc)
        ticket.assignees = members.map(\.user)
        ticket.labels = labels.map(\.displayName)
        ticket.dueAt = due
        ticket.commentCount = comments
        ticket.customFields = customFieldItems.map { $0.field(of: fields) } + checklists.map(\.field)
        if mapped.status.state == .closed {
            ticket.resolution = mapped.status == .done ? .completed : .unknown
            ticket.closedAt = dueComplete ? dateCompleted : closed ? dateClosed : nil
        }
        return ticket
    }
}
