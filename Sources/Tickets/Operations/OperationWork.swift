package import Models
package import ServiceKit
package import TrackerKit

/// A write as an operation does it.
package enum OperationWork: Sendable, Hashable {
    /// Make a ticket.
    case createTicket(TicketCreation)
    /// Change the ticket of that key.
    case updateTicket(key: String, TicketPatch, Precondition)
    /// Delete the ticket of that key.
    case deleteTicket(key: String, Precondition)
    /// Comment on the ticket of that key.
    case createComment(key: String, CommentDraft)
    /// Change the text of a comment on the ticket of that key.
    case updateComment(key: String, Comment.ID, body: String, Precondition)
    /// Delete a comment on the ticket of that key.
    case deleteComment(key: String, Comment.ID, Precondition)

    /// What is stored of it.
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

    /// The key of the ticket; nil for one that is still to be made.
    var ticketKey: String? {
        switch self {
        case .createTicket: nil
        case .updateTicket(let key, _, _), .deleteTicket(let key, _), .createComment(let key, _),
            .updateComment(let key, _, _, _),
            .deleteComment(let key, _, _):
            key
        }
    }

    /// The comment; nil for one that is still to be made, and where there is none.
    var commentID: Comment.ID? {
        switch self {
        case .updateComment(_, let id, _, _), .deleteComment(_, let id, _): id
        default: nil
        }
    }

    /// Everything that the tracker must be able to do.
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

    /// Whether only somebody who may know of confidential tickets may ask for it.
    var touchesConfidence: Bool {
        switch self {
        case .createTicket(let creation): creation.draft.confidential == true
        case .updateTicket(_, let patch, _): patch.confidential.isSet
        case .createComment(_, let draft): draft.isInternal
        default: false
        }
    }
}
