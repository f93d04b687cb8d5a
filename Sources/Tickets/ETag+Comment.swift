import Crypto
package import Models
import Primitives
package import ServiceKit
import TrackerKit

extension ETag {
    /// A comment's tag: a digest of its content. Its revision is not used, because revisions come from one sequence and
    /// would show how much is written in other channels.
    ///
    /// If the tracker's own JSON is included, its digest follows after a hyphen.
    package init(of comment: Comment, includesRemoteData: Bool = false) {
        let content: JSON = [
            "id": .string(comment.id.text), "thread": JSON(comment.threadID), "author": comment.author?.json ?? .null,
            "on_behalf_of": JSON(comment.onBehalfOf), "body": .string(comment.body), "url": JSON(comment.url),
            "internal": .bool(comment.isInternal), "system": .bool(comment.isSystem),
            "created_at": .integer(comment.createdAt.microseconds),
            "updated_at": .integer(comment.updatedAt.microseconds),
        ]
        var opaque = Self.digest(of: content)
        if includesRemoteData { opaque += "-" + Self.digest(of: comment.remoteData ?? .null) }
        self.init(opaque: opaque)
    }

    private static func digest(of json: JSON) -> String {
        Hexadecimal.text(SHA256.hash(data: json.serialized()).prefix(digestLength))
    }
}
