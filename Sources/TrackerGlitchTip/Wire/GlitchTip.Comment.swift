import Primitives
import TrackerKit

extension GlitchTip {
    /// A comment on an issue: a note, where Sentry's list of activities holds other things too.
    struct Comment: Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// `note`.
        var type: String
        /// The text; empty where there is none.
        var text: String
        /// Who wrote it; null when the account is gone.
        var user: Actor?
        /// When it was made; when it was changed is not told.
        var createdAt: Timestamp
        /// The object as it came.
        var json: JSON

        /// Decodes a comment; identifier and time must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            type = wire.string("type") ?? "note"
            text = wire.object("data")?.string("text") ?? ""
            user = wire.object("user").flatMap { try? Actor($0) }
            createdAt = try wire.requiredTimestamp(wire.either("dateCreated", "date_created"))
            json = wire.json
        }

        /// What is sent to make or change one: GlitchTip takes what it answers, Sentry the text alone.
        static func body(_ text: String, _ dialect: Dialect) -> JSON {
            dialect == .sentry ? ["text": .string(text)] : ["data": ["text": .string(text)]]
        }
    }
}
