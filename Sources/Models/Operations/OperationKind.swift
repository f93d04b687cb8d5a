/// The kind of write that an operation performs.
package enum OperationKind: String, Sendable, Hashable, CaseIterable {
    case createTicket = "ticket.create"
    case updateTicket = "ticket.update"
    case deleteTicket = "ticket.delete"
    case createComment = "comment.create"
    case updateComment = "comment.update"
    case deleteComment = "comment.delete"
}

/// The stored state of an operation.
package enum OperationState: String, Sendable, Hashable, CaseIterable {
    /// It is queued or running.
    case pending
    case succeeded
    /// It was rejected, or did not succeed before it expired.
    case failed
}

/// The status of an operation that callers see.
package enum OperationStatus: String, Sendable, Hashable, CaseIterable {
    /// It waits for its turn, or for its next attempt.
    case queued
    /// An attempt is running.
    case running
    case succeeded
    /// It was rejected, or did not succeed before it expired.
    case failed
}
