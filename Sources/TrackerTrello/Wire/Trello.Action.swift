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
            date = time ?? RemoteTicket.unknownTime
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
