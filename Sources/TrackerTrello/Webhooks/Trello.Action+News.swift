import TrackerKit

extension Trello.Action {
    /// What a delivery of this action tells; nil for what changes no ticket
    /// ([action types](https://developer.atlassian.com/cloud/trello/guides/rest-api/action-types/)).
    var news: WebhookNews? {
        guard let key = data.cardNumber else { return nil }
        switch type {
        case "deleteCard": return .ticketDeleted(key: key)
        // The action itself is the comment.
        case "commentCard", "copyCommentCard": return .comment(ticketKey: key, snapshot: comment)
        case "updateComment": return .comment(ticketKey: key, snapshot: nil)
        case "deleteComment": return data.actionID.map { .commentDeleted(ticketKey: key, id: $0) }
        // Where a card stands within its list is nothing that a ticket has.
        case "updateCard" where data.oldFields == ["pos"]: return nil
        case _ where Self.cardTypes.contains(type): return .ticket(key: key, snapshot: nil)
        default: return nil
        }
    }

    /// The types that make or change a card. A card that left for another board is read again like the others, and not
    /// found: what number the action shows for it is not documented, and that of the other board would be a stranger's
    /// here.
    private static let cardTypes: Set<String> = [
        "createCard", "copyCard", "emailCard", "convertToCardFromCheckItem", "updateCard", "moveCardToBoard",
        "moveCardFromBoard",
        "addMemberToCard", "removeMemberFromCard", "addLabelToCard", "removeLabelFromCard", "addAttachmentToCard",
        "deleteAttachmentFromCard", "addChecklistToCard", "removeChecklistFromCard", "updateChecklist",
        "createCheckItem",
        "updateCheckItem", "updateCheckItemStateOnCard", "deleteCheckItem", "updateCustomFieldItem",
    ]
}
