import Primitives

/// The ticket that an action works on.
enum TicketChoice: Sendable, Hashable {
    /// The event's ticket (`event`).
    case event
    /// The counterpart of the event's ticket (`linked`).
    case linked
    /// The ticket that an earlier action of the run wrote (`action.0`).
    case action(Int)
    /// Any ticket, by channel and key, which are both rendered.
    case location(channel: String, key: String)

    static let locationFields = [
        ActionField("channel", .slug(.channel), required: true), ActionField("key", .text(1...255), required: true),
    ]

    private static let actionPrefix = "action."

    /// Parses one of the words; nil for any other text.
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

    /// Reads a value that has been checked before. The default is the event's ticket.
    init(_ value: JSON?) {
        if let channel = value?["channel"]?.stringValue, let key = value?["key"]?.stringValue {
            self = .location(channel: channel, key: key)
        } else {
            self = value?.stringValue.flatMap(Self.init(word:)) ?? .event
        }
    }
}
