import Primitives

/// Which ticket an action is about.
enum TicketChoice: Sendable, Hashable {
    /// The ticket of the event (`event`).
    case event
    /// The ticket that the event's one is kept in step with (`linked`).
    case linked
    /// The ticket that an earlier action of the run wrote (`action.0`).
    case action(Int)
    /// Any ticket, by channel and key; both are rendered.
    case place(channel: String, key: String)

    static let placeFields = [
        ActionField("channel", .slug(.channel), required: true), ActionField("key", .text(1...255), required: true),
    ]

    private static let actionPrefix = "action."

    /// Reads a word.
    init?(word: String) {
        switch word {
        case "event": self = .event
        case "linked": self = .linked
        default:
            guard word.hasPrefix(Self.actionPrefix), let number = Int(word.dropFirst(Self.actionPrefix.count)),
                number >= 0,
                word == Self.actionPrefix + String(number)
            else { return nil }
            self = .action(number)
        }
    }

    /// Reads a value that was checked; nothing stands for the event's ticket.
    init(_ value: JSON?) {
        if let channel = value?["channel"]?.stringValue, let key = value?["key"]?.stringValue {
            self = .place(channel: channel, key: key)
        } else {
            self = value?.stringValue.flatMap(Self.init(word:)) ?? .event
        }
    }
}
