package import Documents
package import Models
package import ServiceKit
package import TrackerKit

/// A write that an operation performs.
package enum OperationWork: Sendable, Hashable {
    case createTicket(TicketCreation)
    /// Changes the ticket with this key.
    case updateTicket(key: String, TicketPatch, Precondition)
    /// Deletes the ticket with this key.
    case deleteTicket(key: String, Precondition)
    /// Adds a comment to the ticket with this key.
    case createComment(key: String, CommentDraft)
    /// Changes the text of a comment on the ticket with this key.
    case updateComment(key: String, Comment.ID, body: String, Precondition)
    /// Deletes a comment on the ticket with this key.
    case deleteComment(key: String, Comment.ID, Precondition)

    /// The kind that is stored in the database.
    var kind: OperationKind {
        switch self {
        case .createTicket: .createTicket
        case .updateTicket: .updateTicket
        case .deleteTicket: .deleteTicket
        case .createComment: .createComment
        case .updateComment: .updateComment
        case .deleteComment: .deleteComment
        }
    }

    /// The key of the ticket; nil for one to be created.
    var ticketKey: String? {
        switch self {
        case .createTicket: nil
        case .updateTicket(let key, _, _), .deleteTicket(let key, _), .createComment(let key, _),
            .updateComment(let key, _, _, _),
            .deleteComment(let key, _, _):
            key
        }
    }

    /// The comment; nil for one to be created, and for writes to tickets.
    var commentID: Comment.ID? {
        switch self {
        case .updateComment(_, let id, _, _), .deleteComment(_, let id, _): id
        default: nil
        }
    }

    /// The capabilities that the write requires.
    var neededCapabilities: Set<Capability> {
        switch self {
        case .createTicket(let creation): creation.draft.neededCapabilities
        case .updateTicket(_, let patch, _): patch.neededCapabilities
        case .deleteTicket: [.deleteTickets]
        case .createComment(_, let draft): draft.neededCapabilities
        case .updateComment: [.updateComments]
        case .deleteComment: [.deleteComments]
        }
    }

    /// Whether the write requires the scope `tickets:confidential`.
    var touchesConfidence: Bool {
        switch self {
        case .createTicket(let creation): creation.draft.confidential == true
        case .updateTicket(_, let patch, _): patch.confidential.isSet
        case .createComment(_, let draft): draft.isInternal
        default: false
        }
    }
}
