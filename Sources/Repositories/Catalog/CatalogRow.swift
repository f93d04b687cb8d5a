package import Models
package import Postgres
package import Primitives
import SchemaKit
package import TrackerKit

/// How labels or milestones are stored: what ``CatalogRepository`` does not know about them.
package protocol CatalogRow: CatalogObject {
    /// A value by which lists are ordered, of the column ``CatalogTable/order``.
    associatedtype Position: PostgresEncodable

    static var table: CatalogTable { get }

    /// The columns of ``CatalogTable/values``, by name.
    var row: JSON { get }

    init(row: Row) throws

    /// Runs the statement that stores entries, and updates the mirrored tickets that show old values of them.
    static func run(_ upsert: SQL, in channel: Channel.ID, of repository: CatalogRepository<Self>) async throws

    /// Removes a deleted entry from the mirrored tickets.
    func removeFromTickets(in channel: Channel.ID, of repository: CatalogRepository<Self>) async throws
}

/// The table of labels or of milestones, and the parts of statements that name its columns.
package struct CatalogTable: Sendable {
    let name: String
    /// The column that identifies an entry within its channel.
    package let key: String
    /// The column by which lists are ordered.
    package let order: String
    /// The column of `channel_statistics` with the time when all entries of a channel were last read.
    let syncedAt: String
    /// `SELECT` with the columns of an entry; the table is called `entry`.
    let select: SQL
    /// The columns that hold the tracker's values, with their SQL types.
    let values: [(name: String, type: String)]

    init(_ table: TableDefinition, key: String, order: String, syncedAt: String) {
        let own: Set = ["id", "channel_id", "synced_at", "revision"]
        name = table.name
        self.key = key
        self.order = order
        self.syncedAt = syncedAt
        values = table.columns.filter { !own.contains($0.name) }.map { ($0.name, $0.type) }
        let columns = values.map { "entry.\($0.name)" }.joined(separator: ", ")
        select = SQL(
            unsafeSQL: """
                SELECT entry.id, \(columns), entry.revision, greatest(entry.synced_at, s.\(syncedAt)) AS synced_at \
                FROM \(table.name) entry LEFT JOIN channel_statistics s ON s.channel_id = entry.channel_id
                """)
    }

    /// The names of the value columns, each after a prefix.
    /// - Parameter changing: Only those that can change: not the key.
    func columns(_ prefix: String = "", changing: Bool = false) -> String {
        values.map(\.name).filter { !changing || $0 != key }.map { prefix + $0 }.joined(separator: ", ")
    }

    /// The value columns with their types, as `json_to_record` needs them.
    var record: String { values.map { "\($0.name) \($0.type)" }.joined(separator: ", ") }

    /// `SET` for the value columns of an entry that exists already.
    var assignments: String {
        values.map(\.name).filter { $0 != key }.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    }
}
