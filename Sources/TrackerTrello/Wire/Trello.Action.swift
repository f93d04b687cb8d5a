import Primitives
import TrackerKit

extension Trello {
    /// An entry in Trello's history
    /// ([action types](https://developer.atlassian.com/cloud/trello/guides/rest-api/action-types/)). A comment is an
    /// action of the type `commentCard`.
    struct Action: Sendable, Hashable {
        var id: String
        /// The action type, such as `updateCard`.
        var type: String
        var date: Timestamp
        /// Whether neither ``date`` nor the ID is a usable time; see ``RemoteComment/lacksTimes``.
        var lacksTimes: Bool
        /// The account that performed it. Missing if the account was deleted.
        var memberCreator: Member?
        var data: WireData
        /// The object as received.
        var json: JSON

        /// The members of `data` that the adapter uses.
        struct WireData: Sendable, Hashable {
            /// The text of a comment.
            var text: String?
            /// When a comment was last edited.
            var dateLastEdited: Timestamp?
            var cardID: String?
            /// The card's number on its board.
            var cardNumber: String?
            var cardShortLink: String?
            var boardID: String?
            var boardShortLink: String?
            /// The ID of the action that this one refers to, such as the edited comment.
            var actionID: String?
            /// The names of the changed fields.
            var oldFields: Set<String>
        }

        /// The types that represent comments. Copying a card also copies its comments.
        static let commentTypes: Set<String> = ["commentCard", "copyCommentCard"]

        /// Throws if the ID or the type is missing. The time may also be derived from the ID.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            type = try wire.requiredString("type")
            let time = wire.timestamp("date") ?? Trello.creation(of: id)
            lacksTimes = time == nil
            date = time ?? Ticket.unknownTime
            memberCreator = wire.object("memberCreator").flatMap { try? Member($0) }
            data = WireData(wire.object("data"))
            json = wire.json
        }
    }
}

extension Trello.Action.WireData {
    fileprivate init(_ wire: WireObject?) {
        let card = wire?.object("card"), board = wire?.object("board")
        text = wire?.string("text")
        dateLastEdited = wire?.timestamp("dateLastEdited")
        cardID = card?.string("id")
        cardNumber = card?.integer("idShort").map { String($0) }
        cardShortLink = card?.string("shortLink")
        boardID = board?.string("id")
        boardShortLink = board?.string("shortLink")
        actionID = wire?.object("action")?.string("id")
        oldFields = Set(wire?["old"]?.objectValue?.keys ?? [:].keys)
    }
}

extension Trello.Action {
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: data.text ?? "", createdAt: date, updatedAt: data.dateLastEdited ?? date,
            remoteData: json)
        comment.lacksTimes = lacksTimes
        comment.author = memberCreator?.user
        comment.url = data.cardShortLink.map { "https://trello.com/c/\($0)#comment-\(id)" }
        return comment
    }

    /// Whether it is a comment on this card of this board.
    func isComment(on key: String, of project: ProjectReference) -> Bool {
        Self.commentTypes.contains(type) && data.cardNumber == key
            && (data.boardID == project.path || data.boardShortLink == project.path)
    }
}

extension Trello.Action {
    /// The change that a delivery of this action reports. nil if it changes no ticket
    /// ([action types](https://developer.atlassian.com/cloud/trello/guides/rest-api/action-types/)).
    var news: WebhookNews? {
        guard let key = data.cardNumber else { return nil }
        switch type {
        case "deleteCard": return .ticketDeleted(key: key)
        // The action itself is the comment.
        case "commentCard", "copyCommentCard": return .comment(ticketKey: key, snapshot: comment)
        case "updateComment": return .comment(ticketKey: key, snapshot: nil)
        case "deleteComment": return data.actionID.map { .commentDeleted(ticketKey: key, id: $0) }
        // A ticket has no position within its list.
        case "updateCard" where data.oldFields == ["pos"]: return nil
        case _ where Self.cardTypes.contains(type): return .ticket(key: key, snapshot: nil)
        default: return nil
        }
    }

    /// The types that create or change a card. A card moved to another board is read again like the others, and not
    /// found. It is not reported as deleted, because Trello does not document which number the action contains for it:
    /// the number on the other board could be that of a different card here.
    private static let cardTypes: Set<String> = [
        "createCard", "copyCard", "emailCard", "convertToCardFromCheckItem", "updateCard", "moveCardToBoard",
        "moveCardFromBoard",
        "addMemberToCard", "removeMemberFromCard", "addLabelToCard", "removeLabelFromCard", "addAttachmentToCard",
        "deleteAttachmentFromCard", "addChecklistToCard", "removeChecklistFromCard", "updateChecklist",
        "createCheckItem",
        "updateCheckItem", "updateCheckItemStateOnCard", "deleteCheckItem", "updateCustomFieldItem",
    ]
}
