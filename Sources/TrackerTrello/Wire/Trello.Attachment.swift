import Primitives
import TrackerKit

extension Trello {
    /// A file or a link on a card.
    struct Attachment: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// What it is called on the card.
        var name: String
        /// What it is called in its address.
        var fileName: String?
        /// Where it is.
        var url: String
        /// Whether it is a file that Trello keeps, not a link to elsewhere.
        var isUpload: Bool
        /// Its media type.
        var mimeType: String?
        /// Its size; nil for a link.
        var bytes: Int64?
        /// When it was added.
        var date: Timestamp?

        /// Decodes an attachment; identifier and address must be there.
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

        /// The neutral attachment. Who added it comes as an identifier only, and is left out.
        var attachment: RemoteAttachment {
            RemoteAttachment(
                remoteID: id, filename: name, url: url, contentType: mimeType, size: bytes, createdAt: date)
        }
    }
}
