import TrackerKit

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
