import Postgres
import Primitives
import TrackerKit

extension Ticket {
    /// Decodes a row of `local_ticket` with its milestone and number of comments. The URL is empty, because local
    /// tickets have no web page.
    init(local row: Row) throws {
        let status: TicketStatus = try Self.word(row, "status") ?? .unknown
        self.init(
            remoteID: try row.decode("id", as: String.self), key: String(try row.decode("number", as: Int64.self)),
            url: "",
            title: try row.decode("title"), status: status, statusRaw: RawStatus(id: status.rawValue),
            createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"), remoteData: try row.decode("data"))
        resolution = try Self.word(row, "resolution")
        author = LocalAuthor.user(try row.decode("author"))
        assignees = try row.decode("assignees", as: [String].self).map(LocalTracker.user)
        labels = try row.decode("labels")
        if let title = try row.decode("milestone_title", as: String?.self) {
            milestone = MilestoneReference(
                remoteID: try row.decode("milestone_id"),
                key: String(try row.decode("milestone_number", as: Int64.self)), title: title)
        }
        parent = try row.decode("parent", as: Int64?.self).map(String.init)
        closedAt = try row.decode("closed_at")
        for field in TicketFields.local { field.assign?(&self, try Self.value(of: field, row)) }
        commentCount = try row.decode("comment_count", as: Int.self)
    }

    private static func value(of field: AnyTicketField, _ row: Row) throws -> TicketValue {
        switch field.form {
        case .line, .text, .word: try row.decode(field.name, as: String?.self).map(TicketValue.text) ?? .nothing
        case .names: try row.decode(field.name, as: [String]?.self).map(TicketValue.names) ?? .nothing
        case .flag: try row.decode(field.name, as: Bool?.self).map(TicketValue.flag) ?? .nothing
        case .number: try row.decode(field.name, as: Int?.self).map(TicketValue.number) ?? .nothing
        case .moment: try row.decode(field.name, as: Timestamp?.self).map(TicketValue.moment) ?? .nothing
        case .document: try row.decode(field.name, as: JSON?.self).map(TicketValue.document) ?? .nothing
        }
    }

    private static func word<Word: RawRepresentable>(_ row: Row, _ column: String) throws -> Word?
    where Word.RawValue == String {
        try row.decode(column, as: String?.self).flatMap(Word.init(rawValue:))
    }
}
