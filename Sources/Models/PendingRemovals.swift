package import Primitives

/// The tickets of a channel that a complete full sync did not read, while they are looked up or wait for an operator.
package struct PendingRemovals: Sendable, Hashable {
    /// How many are still to be looked up at the tracker.
    package var unchecked: Int64
    /// How many the tracker no longer has.
    package var gone: Int64
    /// How many of those an operator has confirmed.
    package var confirmed: Int64
    /// How many tickets the channel has in the mirror, these included.
    package var total: Int64
    /// When the first of them was found to be gone.
    package var foundAt: Timestamp?

    /// Makes a summary.
    package init(unchecked: Int64, gone: Int64, confirmed: Int64, total: Int64, foundAt: Timestamp?) {
        self.unchecked = unchecked
        self.gone = gone
        self.confirmed = confirmed
        self.total = total
        self.foundAt = foundAt
    }

    /// One part in so many of a channel may be removed without a confirmation. More at once is more likely a fault of
    /// the tracker, or of rights that the credentials lost, than a clean-up.
    package static let freeShare: Int64 = 10

    /// Whether there are none.
    package var isEmpty: Bool { unchecked == 0 && gone == 0 }

    /// Whether the tickets that are gone stay until an operator confirms their removal.
    package var needsConfirmation: Bool {
        unchecked == 0 && gone > confirmed && (gone - confirmed) * Self.freeShare > total
    }
}

/// A ticket that was removed, as far as it is still known.
package struct DeletedTicket: Sendable, Hashable {
    /// Its identifier.
    package var id: Ticket.ID
    /// Its key when it was removed.
    package var key: String
    /// When it left the mirror.
    package var deletedAt: Timestamp

    /// Makes one.
    package init(id: Ticket.ID, key: String, deletedAt: Timestamp) {
        self.id = id
        self.key = key
        self.deletedAt = deletedAt
    }
}
