package import Models
package import Postgres
package import Primitives
import Repositories
package import TrackerKit

/// The labels of a channel. Renames are also applied to the channel's mirrored tickets: trackers neither update the
/// modification time of these tickets nor send anything about them.
package struct LabelCatalog: Catalog {
    package static let kind = AuditTarget.Kind.label

    package let identifiers: any IdentifierSource
    package let clock: any WallClock

    /// A rename of a label, as reported by a webhook.
    package struct Rename: Sendable {
        package var from: String
        package var to: String

        package init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    package init(identifiers: any IdentifierSource, clock: any WallClock) {
        self.identifiers = identifiers
        self.clock = clock
    }

    package static func audited(_ label: RemoteLabel) -> JSON {
        ["name": .string(label.name), "color": JSON(label.color), "description": JSON(label.description)]
    }

    package static func ignoresCase(at tracker: TrackerKind, _ rules: LabelRules) -> Bool {
        rules.ignoreCase(at: tracker)
    }

    package func rename(
        _ present: RemoteLabel, to changed: RemoteLabel, of channel: Channel, _ transaction: Transaction
    ) async throws {
        guard LabelName(changed.name) != LabelName(present.name) else { return }
        try await LabelRepository(transaction).rename([(present.name, changed.name)], of: channel.id)
    }

    package func replace(
        with list: RemoteList<RemoteLabel>, in channel: Channel, _ transaction: Transaction
    ) async throws {
        try await replace(with: list, in: channel, reported: nil, transaction)
    }

    /// Replaces the channel's labels with the tracker's list.
    ///
    /// A label is identified by the tracker's id. A rename is applied if no other label has the old name, or only one
    /// that was renamed too, since labels may swap names. In the latter case, a ticket read after the change may have
    /// been given an outdated name, so a full sync is requested. If the list is incomplete, a missing label may be one
    /// that could not be read: then no label is deleted, and no renames are derived from the list.
    /// - Parameter reported: A rename that the tracker reported, for labels that the mirror never had. It is applied
    ///   only if the list agrees with it.
    package func replace(
        with list: RemoteList<RemoteLabel>, in channel: Channel, reported: Rename?, _ transaction: Transaction
    ) async throws {
        let repository = LabelRepository(transaction), labels = list.items
        let present = Set(labels.map { LabelName($0.name) })
        let known = list.isWhole ? try await repository.names(of: channel.id) : []
        let changes = Self.renames(from: known, to: labels), passedOn = Set(changes.map { LabelName($0.to) })
        var renames = changes.filter { !present.contains(LabelName($0.from)) || passedOn.contains(LabelName($0.from)) }
        let isAmbiguous = renames.contains { present.contains(LabelName($0.from)) }
        if let reported, present.contains(LabelName(reported.to)), !present.contains(LabelName(reported.from)),
            !renames.contains(where: { LabelName($0.from) == LabelName(reported.from) })
        {
            renames.append(reported)
        }
        try await repository.rename(renames.map { ($0.from, $0.to) }, of: channel.id)
        if isAmbiguous, channel.syncEnabled {
            try await ChannelSyncRepository(transaction).request(channel.id, full: true, at: clock.now())
        }
        try await storeAll(list, in: channel, transaction)
    }

    private static func renames(from known: [(remoteID: String, name: String)], to labels: [RemoteLabel]) -> [Rename] {
        let names = Dictionary(labels.filter(\.isStorable).map { ($0.remoteID, $0.name) }) { _, last in last }
        // An earlier incomplete list may have left a label in the mirror under both its old and its new name, so each
        // old name is considered.
        return known.compactMap { label in
            guard let name = names[label.remoteID], LabelName(name) != LabelName(label.name) else { return nil }
            return Rename(from: label.name, to: name)
        }
    }
}
