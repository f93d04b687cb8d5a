import Primitives
import TrackerKit

extension Trello {
    /// A file or link on a card.
    struct Attachment: Sendable, Hashable {
        var id: String
        /// The name shown on the card.
        var name: String
        /// The name in its URL.
        var fileName: String?
        var url: String
        /// Whether it is a file stored by Trello rather than a link.
        var isUpload: Bool
        var mimeType: String?
        /// The size in bytes. nil for a link.
        var bytes: Int64?
        /// When it was added.
        var date: Timestamp?

        /// Throws if the ID or the URL is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            url = try wire.requiredString("url")
            let lastSegment = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last.map(String.init)
            fileName = wire.string("fileName")?.nonEmpty ?? lastSegment
            name = wire.string("name")?.nonEmpty ?? fileName ?? id
            isUpload = wire.bool("isUpload") ?? false
            mimeType = wire.string("mimeType")?.nonEmpty
            bytes = wire.integer("bytes")
            date = wire.timestamp("date")
        }

        /// Omits the account that added it, of which Trello returns only the ID.
        var attachment: RemoteAttachment {
            RemoteAttachment(
                remoteID: id, filename: name, url: url, contentType: mimeType, size: bytes, createdAt: date)
        }
    }
}
