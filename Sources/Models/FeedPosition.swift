import Primitives

/// A feed position: a point in the event log, in transaction order, after one event and before the next.
package struct FeedPosition: Sendable, Hashable {
    /// The transaction that wrote the event (`pg_current_xact_id`).
    package var transactionID: Int64
    package var event: Event.ID

    package init(transactionID: Int64, event: Event.ID) {
        self.transactionID = transactionID
        self.event = event
    }

    /// Before every event. Lower positions remain available, in case stored positions are moved back.
    package static let beginning = FeedPosition(transactionID: -1 << 62, event: Event.ID(bits: 0))
}

extension FeedPosition: Comparable {
    /// By transaction, then by event.
    package static func < (left: Self, right: Self) -> Bool {
        left.transactionID == right.transactionID ? left.event < right.event : left.transactionID < right.transactionID
    }
}
