import Crypto
import Postgres
import Primitives
package import Repositories
package import ServiceKit

extension ETag {
    /// The length of a tag's SHA-256 digest in bytes. With 128 bits, collisions between states of an object are
    /// negligible.
    static let digestLength = 16
    /// All fields of a ticket except the time of the last sync, which is not a change, and the tracker's own JSON,
    /// which is returned only on request.
    private static let fields = TicketRecord.Field.all.filter {
        ![.syncedAt, .hasLinks, .remoteData].contains($0)
    }

    /// A ticket's tag for one reader: a digest of the fields that the reader can see. Changes to hidden parts, such as
    /// internal comments and links to other channels, do not change it.
    ///
    /// If the tracker's own JSON is included, its digest follows after a hyphen.
    package init(of record: TicketRecord, includesRemoteData: Bool = false) {
        var opaque = Self.digest(of: Self.fields, of: record)
        if includesRemoteData { opaque += "-" + Self.digest(of: [.remoteData], of: record) }
        self.init(opaque: opaque)
    }

    private static func digest(of fields: [TicketRecord.Field], of record: TicketRecord) -> String {
        // Hashed in one piece, because each update of a hash costs more than copying a usual field.
        var content: [UInt8] = []
        for field in fields {
            record.withText(field) { text in
                // The length prefix makes the digest change when text moves from one field to the next.
                withUnsafeBytes(of: (text.map(\.count) ?? -1).littleEndian) { content.append(contentsOf: $0) }
                if let text { content.append(contentsOf: text) }
            }
        }
        return Hexadecimal.text(SHA256.hash(data: content).prefix(digestLength))
    }
}
