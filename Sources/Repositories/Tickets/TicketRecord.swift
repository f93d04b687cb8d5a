package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// A ticket as a list or a single answer shows it: the row itself, whose cells are handed out as the text that
/// PostgreSQL sent.
///
/// Nothing is decoded or copied until it is asked for, so that a page of a hundred tickets goes from the database's
/// bytes to the answer's.
package struct TicketRecord: Sendable {
    /// A cell of a record. JSON fields hold a JSON document; times are in PostgreSQL's spelling, in UTC.
    package struct Field: Sendable, Equatable {
        package let index: Int

        /// The cell after it.
        package var next: Self { Self(index: index + 1) }
    }

    /// How a cell is shown.
    package enum CellForm: Sendable {
        case text
        case document
        case flag
        case number
        case moment
        /// Two cells: the identifier and the name of the tracker's own status.
        case rawStatus
    }

    /// A field of the table as the record holds it.
    package struct Cell: Sendable {
        package let key: StaticString
        package let form: CellForm
        package let field: Field
    }

    @usableFromInline let row: Row

    init(row: Row) { self.row = row }

    /// Hands out a field's text without copying; nil for NULL. The bytes are valid only inside the closure.
    @inlinable
    package func withText<Result>(_ field: Field, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result) rethrows
        -> Result
    {
        try row.withText(field.index, body)
    }

    /// The identifier.
    package var id: Ticket.ID { get throws { try row.decode(Field.id.index) } }
    /// Whether there may be links.
    package var hasLinks: Bool { withText(.hasLinks) { $0?.first == UInt8(ascii: "t") } }
    /// Whether it is confidential. PostgreSQL writes `t` and `f`.
    package var isConfidential: Bool { withText(.confidential) { $0?.first == UInt8(ascii: "t") } }
    /// Whether it has comments.
    package var hasComments: Bool { withText(.commentCount) { $0?.first != UInt8(ascii: "0") } }
    /// The key of the ticket above, as far as it is shown.
    package var parent: String? { withText(.parent) { $0.map { String(decoding: $0, as: UTF8.self) } } }
    /// The key.
    package var key: String { get throws { try row.decode(Field.key.index) } }
    /// The slug of the channel.
    package var channel: String { get throws { try row.decode(Field.channel.index) } }
    /// The kind of tracker.
    package var tracker: TrackerKind {
        withText(.tracker) { TrackerKind(rawValue: $0.map { String(decoding: $0, as: UTF8.self) } ?? "") }
    }

    /// Where a page that ends with this record ends.
    package func position(in order: TimeOrder) throws -> TimePage<Ticket>.Position {
        let field: Field = order.field == .createdAt ? .createdAt : .updatedAt
        return .init(time: try row.decode(field.index), id: try id)
    }
}
