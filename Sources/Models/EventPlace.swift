package import Primitives

/// A place in the order in which events are handed on: behind one event, before the next.
package struct EventPlace: Sendable, Hashable {
    /// The transaction that wrote the event (`pg_current_xact_id`).
    package var transactionID: Int64
    /// The event.
    package var event: Event.ID

    /// Makes a place.
    package init(transactionID: Int64, event: Event.ID) {
        self.transactionID = transactionID
        self.event = event
    }

    /// Before every event; there is room for further ones before it, should what is stored be moved back.
    package static let beginning = EventPlace(transactionID: -1 << 62, event: Event.ID(bits: 0))
}

extension EventPlace: Comparable {
    /// By transaction, then by event.
    package static func < (left: Self, right: Self) -> Bool {
        left.transactionID == right.transactionID ? left.event < right.event : left.transactionID < right.transactionID
    }
}
