package import Models
package import Primitives

/// An attempt of a durable write that began earlier. It may have succeeded although its result was not stored: its
/// worker was killed, or the tracker's reply was lost.
package struct EarlierAttempt: Sendable, Hashable {
    /// The operation that made the attempt, or the action of a rule, whose identifier has the same bits.
    package var operation: Operation.ID
    /// When the first attempt began.
    package var startedAt: Timestamp

    /// Identifies an attempt of a rule's action.
    package init(action: RuleRunAction.ID, startedAt: Timestamp) {
        self.init(operation: Operation.ID(bits: action.bits), startedAt: startedAt)
    }

    package init(operation: Operation.ID, startedAt: Timestamp) {
        self.operation = operation
        self.startedAt = startedAt
    }
}
