import Automation
import Models
import Primitives
import TrackerKit

/// An event document with every member that a document can have, for deriving the structure of documents. Its values
/// mean nothing.
enum DocumentSample {
    /// The document. The ticket is in ``ticketShape``, the event in `EventMember.all`.
    static let document = EventDocumentMembers(
        event: [:], ticket: [:], comment: comment, changes: [:], actor: user.json,
        channel: EventDocumentMembers.channel(channel),
        connection: EventDocumentMembers.connection(slug: text, tracker: channel.tracker))

    static let cause = EventCause(
        principal: Principal(kind: .client, id: text, name: text, scopes: []), actor: text, requestID: text
    ).json

    /// A ticket with a value in each field.
    static let ticket: Ticket = {
        var ticket = Ticket(
            remoteID: text, key: text, url: text, title: text, status: .done, statusRaw: RawStatus(id: text),
            createdAt: time, updatedAt: time, remoteData: [:])
        ticket.resolution = .completed
        ticket.severity = Severity.allCases.first
        ticket.author = user
        ticket.assignees = [user]
        ticket.labels = [text]
        ticket.milestone = MilestoneReference(remoteID: text, title: text)
        ticket.parent = text
        ticket.dueAt = time
        ticket.estimateSeconds = 1
        ticket.closedAt = time
        ticket.fingerprint = text
        ticket.occurrences = Occurrences(count: 1)
        ticket.occurrences?.users = 1
        ticket.occurrences?.firstSeen = time
        ticket.occurrences?.lastSeen = time
        ticket.occurrences?.release = text
        ticket.occurrences?.environment = text
        return ticket
    }()

    /// The structure of the API's `Ticket`, as `JSONOutput.ticket(of:capabilities:)` writes it: the rows of
    /// `TicketFields`, each in the form of the mirror's first column, and the members that are no fields.
    static let ticketShape: ValueShape = {
        var members: [String: ValueShape] = [:]
        for field in TicketFields.all where field.name != TicketFields.table.remoteData.name {
            let stored = field.columns.first.flatMap { $0.type == "json" ? $0.value : nil }
            members[field.name] = ValueShape(sample: (stored ?? field.value)(ticket).json)
        }
        // The values come from trackers.
        members[TicketFields.table.customFields.name] = .anything
        for name in ["id", "channel", "tracker", "synced_at"] { members[name] = .scalar }
        members["links"] = .list(ValueShape(sample: link))
        members["template"] = ValueShape(sample: ["slug": .string(text), "version": 1])
        members["capabilities"] = .list(.scalar)
        return .object(members)
    }()

    // MARK: Parts

    private static let text = "a"
    private static let time = Timestamp(seconds: 0)

    private static let user = RemoteUser(
        remoteID: text, username: text, name: text, email: text, url: text, avatarURL: text)

    private static let channel: Channel = {
        let connection = Connection(
            id: Connection.ID(bits: 0), slug: text, title: text, tracker: TrackerKind(rawValue: text), baseURL: nil,
            at: time)
        var channel = Channel(
            id: Channel.ID(bits: 0), slug: text, title: text, connection: connection, path: text, at: time)
        channel.url = text
        return channel
    }()

    private static let comment: JSON = {
        var comment = Comment(
            id: Comment.ID(bits: 0), ticketID: MirroredTicket.ID(bits: 0), remoteID: text, body: text, createdAt: time,
            updatedAt: time, syncedAt: time, revision: 0)
        comment.url = text
        comment.threadID = text
        comment.author = user
        comment.onBehalfOf = text
        // Only raw bytes can fail, and the document contains none.
        return (try? comment.json(in: channel)) ?? .null
    }()

    private static let link: JSON = {
        var target = TicketReference(url: text)
        target.id = MirroredTicket.ID(bits: 0)
        target.channel = text
        target.key = text
        target.title = text
        target.state = .open
        let link = TicketLink(
            id: TicketLink.ID(bits: 0), type: .relatesTo, ticketID: MirroredTicket.ID(bits: 0), target: target,
            createdAt: time, revision: 0)
        var writer = JSONWriter()
        writer.link(link)
        return (try? JSON(parsing: writer.bytes)) ?? .null
    }()
}
