package import Primitives
package import TrackerKit

/// A ticket that a channel's syncs could not read, or only in part. Element of the column `channel_sync.skipped`.
package struct SkippedTicket: Sendable, Hashable {
    /// The human-readable key; nil if it cannot be read.
    package var key: String?
    /// The tracker's identifier, if ``key`` may differ from the ticket's key in the mirror.
    package var remoteID: String?
    /// What is wrong with it, human-readable; never contains a value.
    package var reason: String
    /// Whether it is in the mirror anyway, without the part that could not be read.
    package var isStored: Bool

    package init(key: String?, remoteID: String? = nil, reason: String, isStored: Bool) {
        self.key = key
        self.remoteID = remoteID
        self.reason = reason
        self.isStored = isStored
    }

    /// The JSON of the API.
    package var json: JSON { ["key": JSON(key), "reason": .string(reason), "stored": .bool(isStored)] }

    /// The JSON of the database.
    package var stored: JSON {
        ["key": JSON(key), "remote_id": JSON(remoteID), "reason": .string(reason), "stored": .bool(isStored)]
    }

    /// Reads the JSON of the database.
    package init(stored json: JSON) {
        key = json["key"]?.stringValue
        remoteID = json["remote_id"]?.stringValue
        reason = json["reason"]?.stringValue ?? ""
        isStored = json["stored"]?.boolValue ?? false
    }
}

extension ChannelSync {
    /// The maximum number of skipped tickets recorded. It keeps a project of only unreadable tickets from filling the
    /// row.
    package static let maximumSkipped = 1000

    /// Records the rows that a page skipped, and removes the tickets that were now read completely. A skipped ticket is
    /// matched by its identifier if that is known, because it may have been recorded under a name other than its key
    /// (Trello's cards by their identifier).
    /// - Returns: The skipped rows that were not recorded before.
    package mutating func skip(_ rows: [SkippedRow], besides arrived: [Ticket]) -> [SkippedTicket] {
        let found = rows.map {
            SkippedTicket(key: $0.key, remoteID: $0.remoteID, reason: $0.reason, isStored: $0.isStored)
        }
        guard !found.isEmpty || !skipped.isEmpty else { return [] }
        let before = skipped
        let keys = Set(arrived.map(\.key)), identifiers = Set(arrived.map(\.remoteID))
        let keysAgain = Set(found.compactMap(\.key)), identifiersAgain = Set(found.compactMap(\.remoteID))
        skipped.removeAll { entry in
            if let id = entry.remoteID { return identifiers.contains(id) || identifiersAgain.contains(id) }
            return entry.key.map { keys.contains($0) || keysAgain.contains($0) } ?? false
        }
        for entry in found where !skipped.contains(entry) && skipped.count < Self.maximumSkipped {
            skipped.append(entry)
        }
        return found.filter { !before.contains($0) }
    }
}
