import Crypto
import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit

extension ETag {
    /// How much of a SHA-256 digest a tag contains, in bytes: two states of one ticket do not share 128 bits by chance.
    private static let digestLength = 16
    /// All fields of a ticket but the moment of the last look at it, which is no change, and the tracker's own JSON,
    /// which is shown only on request.
    private static let fields = TicketRecord.Field.all.filter {
        ![.syncedAt, .hasLinks, .remoteData].contains($0)
    }

    /// The version of a ticket as one reader sees it: a digest of the fields that the reader gets. Whatever happens to
    /// parts that are hidden from the reader, such as internal comments and links to other channels, changes nothing.
    ///
    /// The row's bytes are read in place. A hyphen separates the part of the tracker's own JSON.
    package init(of record: TicketRecord, includesRemoteData: Bool = false) {
        var opaque = Self.digest(of: Self.fields, of: record)
        if includesRemoteData { opaque += "-" + Self.digest(of: [.remoteData], of: record) }
        self.init(opaque: opaque)
    }

    private static func digest(of fields: [TicketRecord.Field], of record: TicketRecord) -> String {
        var hash = SHA256()
        for field in fields {
            record.withText(field) { text in
                // The length in front keeps a text that moves from one field to the next from going unnoticed.
                withUnsafeBytes(of: (text.map(\.count) ?? -1).littleEndian) { hash.update(bufferPointer: $0) }
                if let text { hash.update(bufferPointer: UnsafeRawBufferPointer(text)) }
            }
        }
        return Hexadecimal.text(hash.finalize().prefix(digestLength))
    }
}

extension TicketEnvironment {
    /// Checks `If-Match` against a ticket as the caller sees it: one statement, and none without tags to compare.
    func require(_ precondition: Precondition, of ticket: Ticket, _ context: CallContext) async throws {
        guard case .oneOf = precondition else { return }
        let record = try await TicketRepository(database.reader).record(id: ticket.id, for: context.audience)
        guard let record else { throw ServiceError.notFound("ticket") }
        try precondition.require(ETag(of: record))
    }
}
