package import Models
package import Postgres
package import Primitives

/// A ticket as a list or a single answer shows it: the row itself, whose cells are handed out as the text that
/// PostgreSQL sent.
///
/// Nothing is decoded or copied until it is asked for, so that a page of a hundred tickets goes from the database's
/// bytes to the answer's.
package struct TicketRecord: Sendable {
    /// What a record holds. JSON fields hold a JSON document; times are in PostgreSQL's spelling, in UTC.
    package enum Field: Int, Sendable, CaseIterable {
        /// Identifier.
        case id
        /// Slug of the channel.
        case channel
        /// Kind of tracker.
        case tracker
        /// The tracker's identifier.
        case remoteID
        /// What people type.
        case key
        /// The page for people.
        case url
        /// What it is about.
        case kind
        /// One line.
        case title
        /// The text.
        case body
        /// How the body is written.
        case bodyFormat
        /// Open or closed.
        case state
        /// Where it stands.
        case status
        /// The tracker's own status.
        case statusRawID
        /// The name of the tracker's own status.
        case statusRawName
        /// Why it was closed, or NULL.
        case resolution
        /// How soon.
        case priority
        /// How bad, or NULL.
        case severity
        /// JSON: the user who made it, or NULL.
        case author
        /// JSON: the users who work on it.
        case assignees
        /// JSON: names.
        case labels
        /// JSON: the milestone, or NULL.
        case milestone
        /// The key of the ticket above, or NULL.
        case parent
        /// Time or NULL.
        case dueAt
        /// Time or NULL.
        case closedAt
        /// `t` or `f`.
        case confidential
        /// `t` or `f`.
        case locked
        /// An integer.
        case commentCount
        /// Text or NULL.
        case fingerprint
        /// JSON: how often an error happened, or NULL.
        case occurrences
        /// JSON: links to other tickets, or NULL for none.
        case links
        /// JSON: fields of the project's own.
        case customFields
        /// Time.
        case createdAt
        /// Time.
        case updatedAt
        /// Time.
        case syncedAt
        /// JSON: what the tracker sent; NULL unless asked for.
        case remoteData
        /// `t` or `f`: whether there may be links.
        case hasLinks
        /// The slug of the template that it came from, or NULL.
        case templateSlug
        /// The version of that template, or NULL.
        case templateVersion
    }

    @usableFromInline let row: Row

    init(row: Row) { self.row = row }

    /// Hands out a field's text without copying; nil for NULL. The bytes are valid only inside the closure.
    @inlinable
    package func withText<Result>(_ field: Field, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result) rethrows
        -> Result
    {
        try row.withText(field.rawValue, body)
    }

    /// The identifier.
    package var id: Ticket.ID { get throws { try row.decode(Field.id.rawValue) } }
    /// Whether there may be links.
    package var hasLinks: Bool { withText(.hasLinks) { $0?.first == UInt8(ascii: "t") } }
    /// Whether it is confidential. PostgreSQL writes `t` and `f`.
    package var isConfidential: Bool { withText(.confidential) { $0?.first == UInt8(ascii: "t") } }
    /// Whether it has comments.
    package var hasComments: Bool { withText(.commentCount) { $0?.first != UInt8(ascii: "0") } }
    /// The key of the ticket above, as far as it is shown.
    package var parent: String? { withText(.parent) { $0.map { String(decoding: $0, as: UTF8.self) } } }
    /// The key.
    package var key: String { get throws { try row.decode(Field.key.rawValue) } }
    /// The slug of the channel.
    package var channel: String { get throws { try row.decode(Field.channel.rawValue) } }

    /// Where a page that ends with this record ends.
    package func position(in order: TimeOrder) throws -> TimePage<Ticket>.Position {
        let field: Field = order.field == .createdAt ? .createdAt : .updatedAt
        return .init(time: try row.decode(field.rawValue), id: try id)
    }
}
