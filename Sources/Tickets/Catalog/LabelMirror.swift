package import Models
package import Postgres
package import Primitives
import Repositories
package import TrackerKit

/// Brings the mirror of a channel's labels to what the tracker shows, and lets the channel's tickets follow labels with
/// new names: trackers change neither the time of such a ticket nor send anything about it.
package struct LabelMirror: Sendable {
    let identifiers: any IdentifierSource
    let clock: any WallClock

    /// A name that took another's place, as a webhook tells it.
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

    /// Takes the labels of a project. A label is known by its identifier; it has a new name when no other label has the
    /// old one, or only one that has a new name too: labels may swap their names. Then a ticket that was read since the
    /// change may have been given back a name of before, so that all tickets are read again. Of a list that is not
    /// whole, a label that is missing may be one that could not be read: none is removed then, and no name counts as
    /// free.
    /// - Parameter told: A rename that the tracker told, for labels that the mirror never had; it counts only if the
    ///   list agrees.
    package func replace(
        with list: RemoteList<RemoteLabel>, in channel: Channel, told: Rename? = nil, _ transaction: Transaction
    ) async throws {
        let repository = LabelRepository(transaction), labels = list.items
        let present = Set(labels.map { LabelName($0.name) })
        let known = list.isWhole ? try await repository.names(of: channel.id) : []
        let changes = Self.renames(from: known, to: labels), passedOn = Set(changes.map { LabelName($0.to) })
        var renames = changes.filter { !present.contains(LabelName($0.from)) || passedOn.contains(LabelName($0.from)) }
        let isAmbiguous = renames.contains { present.contains(LabelName($0.from)) }
        if let told, present.contains(LabelName(told.to)), !present.contains(LabelName(told.from)),
            !renames.contains(where: { LabelName($0.from) == LabelName(told.from) })
        {
            renames.append(told)
        }
        try await repository.rename(renames.map { ($0.from, $0.to) }, of: channel.id)
        if isAmbiguous, channel.syncEnabled {
            try await ChannelSyncRepository(transaction).request(channel.id, full: true, at: clock.now())
        }
        try await store(labels, in: channel, transaction)
        if list.isWhole { try await repository.deleteOthers(than: labels.map(\.name), of: channel.id) }
        try await repository.markSynced(channel.id, at: clock.now())
    }

    /// Stores labels over what the mirror has of them.
    func store(_ labels: [RemoteLabel], in channel: Channel, _ transaction: Transaction) async throws {
        let distinct = Array(
            Dictionary(labels.filter(\.isStorable).map { (LabelName($0.name), $0) }) { _, last in last }.values)
        try await LabelRepository(transaction).store(
            distinct, ids: distinct.map { _ in identifiers.next() }, in: channel.id, at: clock.now())
    }

    private static func renames(from known: [(remoteID: String, name: String)], to labels: [RemoteLabel]) -> [Rename] {
        let names = Dictionary(labels.filter(\.isStorable).map { ($0.remoteID, $0.name) }) { _, last in last }
        // A list that was not whole may have left a label with its old name and its new one: each old one counts.
        return known.compactMap { label in
            guard let name = names[label.remoteID], LabelName(name) != LabelName(label.name) else { return nil }
            return Rename(from: label.name, to: name)
        }
    }
}

extension RemoteLabel {
    fileprivate var isStorable: Bool { (1...Ticket.maximumNameLength).contains(name.unicodeScalars.count) }
}
