import Primitives
import TrackerKit

/// A position among a board's cards, ordered by last change, oldest first. Also used as page token: a card that changes
/// during a read moves behind the position and is returned again; other cards don't move.
struct CardPosition: Sendable, Hashable, Comparable {
    /// The time of the last change.
    var changedAt: Timestamp
    var id: String

    static func < (left: Self, right: Self) -> Bool { (left.changedAt, left.id) < (right.changedAt, right.id) }
}

/// The text form is `changedAt;id`, with the time in microseconds.
extension CardPosition {
    var token: PageToken { PageToken("\(changedAt.microseconds);\(id)") }

    /// - Throws: ``TrackerError/foreignPageToken`` if the token is not a card position.
    init(_ token: PageToken) throws(TrackerError) {
        let parts = token.text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), String(parts[1]).isTrelloID else {
            throw .foreignPageToken
        }
        changedAt = Timestamp(microseconds: time)
        id = String(parts[1])
    }
}
