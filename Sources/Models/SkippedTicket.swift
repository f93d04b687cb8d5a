package import Primitives
package import TrackerKit

/// A ticket that a channel's syncs could not read, or not whole. Part of the row of `channel_sync`.
package struct SkippedTicket: Sendable, Hashable {
    /// What people name it by; nil where that cannot be read.
    package var key: String?
    /// The tracker's identifier, where ``key`` may be another name than the ticket's key in the mirror.
    package var remoteID: String?
    /// What is wrong with it, for people; never a value.
    package var reason: String
    /// Whether it is in the mirror all the same, without the part that could not be read.
    package var isStored: Bool

    /// Makes one.
    package init(key: String?, remoteID: String? = nil, reason: String, isStored: Bool) {
        self.key = key
        self.remoteID = remoteID
        self.reason = reason
        self.isStored = isStored
    }

    /// As the API shows it.
    package var json: JSON { ["key": JSON(key), "reason": .string(reason), "stored": .bool(isStored)] }

    /// As the database keeps it.
    package var stored: JSON {
        ["key": JSON(key), "remote_id": JSON(remoteID), "reason": .string(reason), "stored": .bool(isStored)]
    }

    /// Reads what the database keeps.
    package init(stored json: JSON) {
        key = json["key"]?.stringValue
        remoteID = json["remote_id"]?.stringValue
        reason = json["reason"]?.stringValue ?? ""
        isStored = json["stored"]?.boolValue ?? false
    }
}

extension ChannelSync {
    /// How many skipped tickets are kept: a project of nothing but unreadable ones must not fill the row, and is no
    /// different from one of a thousand.
    package static let maximumSkipped = 1000

    /// Takes in what a page skipped, and what came through. A ticket that is read whole at last is no longer among the
    /// skipped: by its identifier where that was read, for it may have been named by something else than its key
    /// (Trello's cards by their identifier).
    /// - Returns: The rows that were not known.
    package mutating func skip(_ rows: [SkippedRow], besides arrived: [RemoteTicket]) -> [SkippedTicket] {
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
