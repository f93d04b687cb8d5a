/// What an operation does.
package enum OperationKind: String, Sendable, Hashable, CaseIterable {
    /// Makes a ticket.
    case createTicket = "ticket.create"
    /// Changes a ticket.
    case updateTicket = "ticket.update"
    /// Deletes a ticket.
    case deleteTicket = "ticket.delete"
    /// Makes a comment.
    case createComment = "comment.create"
    /// Changes a comment.
    case updateComment = "comment.update"
    /// Deletes a comment.
    case deleteComment = "comment.delete"
}

/// Whether an operation is over.
package enum OperationState: String, Sendable, Hashable, CaseIterable {
    /// It waits or runs.
    case pending
    /// It was done.
    case succeeded
    /// It was refused, or tried in vain until its time was up.
    case failed
}

/// How far an operation is, as callers are told.
package enum OperationStatus: String, Sendable, Hashable, CaseIterable {
    /// It waits for its turn, or for its next attempt.
    case queued
    /// An attempt of the operation is running.
    case running
    /// It was done.
    case succeeded
    /// It was refused, or tried in vain until its time was up.
    case failed
}
