import Primitives
import TrackerKit

extension Trello {
    /// A board.
    struct Board: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// The short name in its address.
        var shortLink: String?
        /// Its name.
        var name: String
        /// What it is for.
        var desc: String?
        /// Whether it is closed.
        var closed: Bool
        /// The page for people.
        var url: String?
        /// When something last happened on it.
        var dateLastActivity: Timestamp?
        /// Its lists, open and archived, where they were asked for.
        var lists: [List]
        /// Its custom fields, where they were asked for.
        var customFields: [CustomField]

        /// Decodes a board; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            shortLink = wire.string("shortLink") ?? wire.string("shortUrl").flatMap(Self.shortLink)
            desc = wire.string("desc")
            closed = wire.bool("closed") ?? false
            url = wire.string("url") ?? wire.string("shortUrl")
            dateLastActivity = wire.timestamp("dateLastActivity")
            lists = wire.objects("lists").compactMap { try? List($0) }
            customFields = wire.objects("customFields").compactMap { try? CustomField($0) }
        }

        private static func shortLink(_ url: String) -> String? {
            url.split(separator: "/").last.map(String.init).flatMap { $0.isShortLink ? $0 : nil }
        }
    }

    /// A list of a board.
    struct List: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// Its name, which need not be unique.
        var name: String
        /// Whether it is archived.
        var closed: Bool
        /// Where it stands on the board; smaller is further left.
        var pos: Double

        /// Decodes a list; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            closed = wire.bool("closed") ?? false
            pos = wire["pos"]?.doubleValue ?? 0
        }
    }
}
