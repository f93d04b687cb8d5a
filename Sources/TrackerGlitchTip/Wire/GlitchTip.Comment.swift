import Primitives
import TrackerKit

extension GlitchTip {
    /// A comment on an issue: an activity of type `note`. Sentry's list also contains other activities.
    struct Comment: Sendable, Hashable {
        /// The number, unique on the server.
        var id: String
        /// `note` for comments.
        var type: String
        /// The text, possibly empty.
        var text: String
        /// The author; nil if the account was deleted.
        var user: Actor?
        /// The time of creation. The time of the last change is not returned.
        var createdAt: Timestamp
        /// Whether that time is not usable; see ``RemoteComment/lacksTimes``.
        var lacksTimes: Bool
        /// The object as received.
        var json: JSON

        /// Throws if the identifier is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            type = wire.string("type") ?? "note"
            text = wire.object("data")?.string("text") ?? ""
            user = wire.object("user").flatMap { try? Actor($0) }
            let time = wire.firstTimestamp(["dateCreated", "date_created"])
            lacksTimes = time == nil
            createdAt = time ?? Ticket.unknownTime
            json = wire.json
        }

        /// The request body to create or update a comment. GlitchTip accepts the form that it returns, Sentry only the
        /// text.
        static func body(_ text: String, _ dialect: Dialect) -> JSON {
            dialect == .sentry ? ["text": .string(text)] : ["data": ["text": .string(text)]]
        }
    }
}

extension GlitchTip.Comment {
    /// Converts to the gateway's model.
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: text, createdAt: createdAt, updatedAt: createdAt, remoteData: json)
        comment.lacksTimes = lacksTimes
        comment.author = user?.user
        return comment
    }
}
