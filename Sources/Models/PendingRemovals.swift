package import Primitives

/// The tickets of a channel that a complete full sync did not find, while they are looked up or await confirmation by
/// an operator.
package struct PendingRemovals: Sendable, Hashable {
    /// The number still to be looked up at the tracker.
    package var unchecked: Int64
    /// The number that the tracker no longer has.
    package var gone: Int64
    /// The number of those that an operator has confirmed.
    package var confirmed: Int64
    /// The number of the channel's tickets in the mirror, including these.
    package var total: Int64
    /// When the first of them was found to be gone.
    package var foundAt: Timestamp?

    package init(unchecked: Int64, gone: Int64, confirmed: Int64, total: Int64, foundAt: Timestamp?) {
        self.unchecked = unchecked
        self.gone = gone
        self.confirmed = confirmed
        self.total = total
        self.foundAt = foundAt
    }

    /// One part in this many of a channel may be removed without confirmation. A larger removal is more likely to be
    /// caused by an error of the tracker, or by permissions that the credentials lost, than by a clean-up.
    package static let freeShare: Int64 = 10

    package var isEmpty: Bool { unchecked == 0 && gone == 0 }

    /// Whether the missing tickets stay until an operator confirms their removal.
    package var needsConfirmation: Bool {
        unchecked == 0 && gone > confirmed && (gone - confirmed) * Self.freeShare > total
    }
}

/// The remaining record of a removed ticket.
package struct DeletedTicket: Sendable, Hashable {
    package var id: MirroredTicket.ID
    /// Its key when it was removed.
    package var key: String
    /// When it was removed from the mirror.
    package var deletedAt: Timestamp

    package init(id: MirroredTicket.ID, key: String, deletedAt: Timestamp) {
        self.id = id
        self.key = key
        self.deletedAt = deletedAt
    }
}
