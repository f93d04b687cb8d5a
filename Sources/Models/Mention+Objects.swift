package import Primitives

extension Mention {
    /// The types of objects that responses mention.
    package enum ObjectType: String, Sendable {
        /// By id, or by channel and key.
        case ticket
        /// A comment that was not internal when it was shown.
        case comment
        /// A run of a rule, with its details.
        case run
        /// A delivery to a subscription, with its payload.
        case delivery
    }

    /// The type of the object; nil for one that this version does not know.
    package var objectType: ObjectType? { ObjectType(rawValue: type) }

    package static func ticket(_ id: MirroredTicket.ID) -> Mention { ticket(id: id.text) }

    /// - Parameter id: The text of the ticket's id.
    package static func ticket(id: String) -> Mention { Mention(.ticket, [id]) }

    /// - Parameter channel: The slug of the channel.
    package static func ticket(channel: String, key: String) -> Mention { Mention(.ticket, [channel, key]) }

    package static func comment(_ id: Comment.ID) -> Mention { Mention(.comment, [id.text]) }

    package static func run(_ id: RuleRun.ID) -> Mention { Mention(.run, [id.text]) }

    package static func delivery(_ id: OutgoingDelivery.ID) -> Mention { Mention(.delivery, [id.text]) }

    private init(_ type: ObjectType, _ name: [String]) { self.init(type: type.rawValue, name: name) }
}
