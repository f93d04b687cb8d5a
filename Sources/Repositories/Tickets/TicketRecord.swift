package import Models
import Postgres
import Primitives
package import TrackerKit

/// A ticket for a list or a single response: the row itself, whose cells are passed on as the text that PostgreSQL
/// sent.
///
/// Nothing is decoded or copied before it is used, so that a page of a hundred tickets is written directly from the
/// database's bytes to the response.
package struct TicketRecord: Sendable {
    /// A cell of a record. JSON cells contain a JSON document; times are in PostgreSQL's format, in UTC.
    package struct Field: Sendable, Equatable {
        package let index: Int

        package var next: Self { Self(index: index + 1) }
    }

    /// The type of a cell's content.
    package enum CellForm: Sendable {
        case text
        case document
        case flag
        case number
        case moment
        /// Two cells: the identifier and the name of the tracker's own status.
        case rawStatus
    }

    /// The cell of a ticket field.
    package struct Cell: Sendable {
        package let key: StaticString
        package let form: CellForm
        package let field: Field
    }

    let row: Row

    init(row: Row) { self.row = row }

    /// Passes a cell's text to `body` without copying; nil for NULL. The bytes are valid only inside the closure.
    package func withText(_ field: Field, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Void) rethrows {
        try row.withText(field.index, body)
    }

    /// A copy of a cell's text; nil for NULL.
    package func text(of field: Field) -> String? { row.text(field.index) }

    package var id: MirroredTicket.ID { get throws { try row.decode(Field.id.index) } }
    /// False if the ticket has never had a link.
    package var hasLinks: Bool { row.firstByte(Field.hasLinks.index) == UInt8(ascii: "t") }
    /// PostgreSQL writes `t` and `f`.
    package var isConfidential: Bool { row.firstByte(Field.confidential.index) == UInt8(ascii: "t") }
    package var hasComments: Bool { row.firstByte(Field.commentCount.index) != UInt8(ascii: "0") }
    /// The key of the parent, if it is visible.
    package var parent: String? { text(of: .parent) }
    package var key: String { get throws { try row.decode(Field.key.index) } }
    /// The slug of the channel.
    package var channel: String { get throws { try row.decode(Field.channel.index) } }
    package var tracker: TrackerKind { TrackerKind(rawValue: text(of: .tracker) ?? "") }

    /// Passes the JSON of the links to `body`; nil for none. The bytes are valid only inside the closure.
    package func withLinks(_ body: (UnsafeBufferPointer<UInt8>?) throws -> Void) rethrows {
        try withText(.links) { text in
            try body(text.map { UnsafeBufferPointer(rebasing: $0[Self.startOfLinks(in: $0)...]) })
        }
    }

    /// The ids of the tickets in the links' JSON, as text.
    package var linkTargets: [String] {
        var targets: [String] = []
        withText(.links) { text in
            guard let text else { return }
            // An array of PostgreSQL: {0193…,0193…}
            let ids = text[..<Self.startOfLinks(in: text)].dropFirst().dropLast()
            targets = ids.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
        }
        return targets
    }

    /// The index of the first byte after the ids of the targets.
    private static func startOfLinks(in text: UnsafeBufferPointer<UInt8>) -> Int {
        text.firstIndex(of: UInt8(ascii: "[")) ?? text.endIndex
    }

    /// The position after this record in a page.
    package func position(in order: TimeOrder) throws -> TimePage<MirroredTicket>.Position {
        let field: Field = order.field == .createdAt ? .createdAt : .updatedAt
        return .init(time: try row.decode(field.index), id: try id)
    }
}
