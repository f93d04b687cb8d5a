import Primitives
import TrackerKit

extension Trello {
    /// A card ([object
    /// definition](https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/#card-object)).
    struct Card: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// The number on its board; short forms of the object leave it out.
        var idShort: String?
        /// One line.
        var name: String
        /// Markdown.
        var desc: String
        /// Whether it is archived.
        var closed: Bool
        /// Whether it is marked as complete.
        var dueComplete: Bool
        /// When it is due.
        var due: Timestamp?
        /// Whether it is something to work on: not a template, a separator between cards, or the mirror of a card
        /// elsewhere.
        var isTicket: Bool
        /// The board that it is on.
        var idBoard: String?
        /// The list that it is in.
        var idList: String?
        /// Its list, where it was asked for.
        var list: List?
        /// Who works on it, where accounts were asked for.
        var members: [Member]
        /// Its labels.
        var labels: [Label]
        /// Its checklists, where they were asked for.
        var checklists: [Checklist]
        /// The values of its custom fields, where they were asked for.
        var customFieldItems: [CustomField.Item]
        /// How many comments it has.
        var comments: Int
        /// When something last happened to it.
        var dateLastActivity: Timestamp?
        /// When it was archived; older cards have none.
        var dateClosed: Timestamp?
        /// When it was marked as complete; older cards have none.
        var dateCompleted: Timestamp?
        /// The page for people.
        var url: String?
        /// The object as it came.
        var json: JSON

        /// Decodes a card; the identifier must be there.
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

        /// When it was made: Trello keeps it in the identifier alone.
        var createdAt: Timestamp? { Trello.creation(of: id) }
        /// When it was last changed.
        var updatedAt: Timestamp? { dateLastActivity ?? createdAt }
    }
}
