import Primitives
import TrackerKit

/// A card's place among the others, oldest change first; also where a reading has come to. A card that changes
/// meanwhile moves behind it and is given again; no other one moves.
struct CardPosition: Sendable, Hashable, Comparable {
    /// When it was last changed.
    var changedAt: Timestamp
    /// Its identifier.
    var id: String

    static func < (left: Self, right: Self) -> Bool { (left.changedAt, left.id) < (right.changedAt, right.id) }
}

/// As text: `changedAt;id`, the time in microseconds.
extension CardPosition {
    /// The position as a token.
    var token: PageToken { PageToken("\(changedAt.microseconds);\(id)") }

    /// Reads a token.
    /// - Throws: ``TrackerError/foreignPageToken`` for anything else.
    init(_ token: PageToken) throws(TrackerError) {
        let parts = token.text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), String(parts[1]).isTrelloID else {
            throw .foreignPageToken
        }
        changedAt = Timestamp(microseconds: time)
        id = String(parts[1])
    }
}
