package import Models
package import Postgres
package import Primitives
package import Repositories
package import TrackerKit

/// The labels or the milestones of a channel in the mirror: what ``CatalogService`` does not know about them.
package protocol Catalog: Sendable {
    associatedtype Remote: CatalogRow

    static var kind: AuditTarget.Kind { get }

    var identifiers: any IdentifierSource { get }
    var clock: any WallClock { get }

    init(identifiers: any IdentifierSource, clock: any WallClock)

    /// The values that the audit log shows.
    static func audited(_ remote: Remote) -> JSON

    /// Whether the key of an entry may differ in case from the one that a caller sent.
    static func ignoresCase(at tracker: TrackerKind, _ rules: LabelRules) -> Bool

    /// Applies the new key of an entry to the mirror, before the entry is stored with it.
    func rename(_ present: Remote, to changed: Remote, of channel: Channel, _ transaction: Transaction) async throws

    /// Replaces the channel's entries with the tracker's list. An incomplete list deletes none.
    func replace(with list: RemoteList<Remote>, in channel: Channel, _ transaction: Transaction) async throws
}

extension Catalog {
    package static func ignoresCase(at tracker: TrackerKind, _ rules: LabelRules) -> Bool { false }

    /// Does nothing: by default, the key of an entry does not change.
    package func rename(
        _ present: Remote, to changed: Remote, of channel: Channel, _ transaction: Transaction
    ) async throws {}

    package func replace(with list: RemoteList<Remote>, in channel: Channel, _ transaction: Transaction) async throws {
        try await storeAll(list, in: channel, transaction)
    }

    /// Stores a list that was just read, and deletes the entries that a complete one does not have.
    func storeAll(_ list: RemoteList<Remote>, in channel: Channel, _ transaction: Transaction) async throws {
        let repository = CatalogRepository<Remote>(transaction)
        try await store(list.items, in: channel, transaction)
        if list.isWhole { try await repository.deleteOthers(than: list.items.map(\.key), of: channel.id) }
        try await repository.markSynced(channel.id, at: clock.now())
    }

    /// Inserts or updates entries in the mirror.
    func store(_ entries: [Remote], in channel: Channel, _ transaction: Transaction) async throws {
        let distinct = Array(
            Dictionary(entries.filter(\.isStorable).map { (LabelName($0.key), $0) }) { _, last in last }.values)
        try await CatalogRepository<Remote>(transaction).store(
            distinct, ids: distinct.map { _ in identifiers.next() }, in: channel.id, at: clock.now())
    }
}

extension CatalogRow {
    /// Whether the key fits into its column.
    var isStorable: Bool { (1...MirroredTicket.maximumNameLength).contains(key.unicodeScalars.count) }
}
