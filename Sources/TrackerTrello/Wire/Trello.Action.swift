import Primitives
import TrackerKit

extension Trello {
    /// Something that happened ([action
    /// types](https://developer.atlassian.com/cloud/trello/guides/rest-api/action-types/)). A comment is nothing but an
    /// action of the type `commentCard`.
    struct Action: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// What happened.
        var type: String
        /// When.
        var date: Timestamp
        /// Who did it; missing where the account is gone.
        var memberCreator: Member?
        /// What it happened to.
        var data: WireData
        /// The object as it came.
        var json: JSON

        /// The parts of `data` that anybody asks for.
        struct WireData: Sendable, Hashable {
            /// The text of a comment.
            var text: String?
            /// When a comment was last edited.
            var dateLastEdited: Timestamp?
            /// The card's identifier.
            var cardID: String?
            /// The card's number on its board.
            var cardNumber: String?
            /// The card's short name.
            var cardShortLink: String?
            /// The board's identifier.
            var boardID: String?
            /// The board's short name.
            var boardShortLink: String?
            /// The identifier of the action that this one is about, such as the comment that was edited.
            var actionID: String?
            /// The names of the fields that changed.
            var oldFields: Set<String>
        }

        /// The types of what reads as a comment: a copied card brings copies of its comments along.
        static let commentTypes: Set<String> = ["commentCard", "copyCommentCard"]

        /// Decodes an action; identifier and type must be there, and a time: its own, or that of its identifier.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            type = try wire.requiredString("type")
            if let time = wire.timestamp("date") ?? Trello.creation(of: id) {
                date = time
            } else {
                date = try wire.requiredTimestamp("date")
            }
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
