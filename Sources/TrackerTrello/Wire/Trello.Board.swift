import Primitives
import TrackerKit

extension Trello {
    struct Board: Sendable, Hashable {
        var id: String
        /// The short name in its URL.
        var shortLink: String?
        var name: String
        var desc: String?
        var closed: Bool
        /// The web page.
        var url: String?
        /// The time of the last change on the board.
        var dateLastActivity: Timestamp?
        /// Open and archived lists, if requested.
        var lists: [List]
        /// The definitions of custom fields, if requested.
        var customFields: [CustomField]

        /// Throws if the ID is missing.
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

    /// A list on a board.
    struct List: Sendable, Hashable {
        var id: String
        /// Need not be unique.
        var name: String
        /// Whether it is archived.
        var closed: Bool
        /// The position on the board; smaller is further left.
        var pos: Double

        /// Throws if the ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            closed = wire.bool("closed") ?? false
            pos = wire["pos"]?.doubleValue ?? 0
        }
    }
}

extension Trello.Board {
    var project: RemoteProject {
        var project = RemoteProject(
            remoteID: id, path: id, name: name, kind: .board, description: desc?.nonEmpty, url: url, archived: closed)
        project.createdAt = Trello.creation(of: id)
        project.updatedAt = dateLastActivity
        return project
    }
}
