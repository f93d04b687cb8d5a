import Primitives
import TrackerKit

extension GitLab {
    /// A comment, or what GitLab itself notes about a change.
    struct Note: Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// Markdown.
        var body: String
        /// Who wrote it; null when the account is gone.
        var author: User?
        /// Whether GitLab wrote it itself.
        var isSystem: Bool
        /// Whether only members from reporter up may see it; older servers call it confidential.
        var isInternal: Bool
        /// When it was made.
        var createdAt: Timestamp
        /// When it was last changed.
        var updatedAt: Timestamp
        /// The object as it came.
        var json: JSON

        /// Decodes a note; identifier, text and the time of creation must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            body = try wire.requiredString("body")
            author = wire.object("author").flatMap { try? User($0) }
            isSystem = wire.bool("system") ?? false
            isInternal = wire.bool("internal") ?? wire.bool("confidential") ?? false
            createdAt = try wire.requiredTimestamp("created_at")
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            json = wire.json
        }

        /// The neutral comment.
        /// - Parameters: `thread` the discussion that it belongs to; `page` the address of the page.
        func comment(thread: String?, page: String) -> RemoteComment {
            var comment = RemoteComment(
                remoteID: id, body: CreationMarker.split(body).body, createdAt: createdAt, updatedAt: updatedAt, remoteData: json)
            comment.threadID = thread
            comment.author = author?.user
            comment.url = "\(page)#note_\(id)"
            comment.isInternal = isInternal
            comment.isSystem = isSystem
            return comment
        }
    }

    /// A thread: its notes, in the order in which they were written.
    struct Discussion: Sendable, Hashable {
        /// Forty hexadecimal digits.
        var id: String
        /// Never empty in what GitLab sends.
        var notes: [Note]

        /// Decodes a discussion; its identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            var notes: [Note] = []
            for note in wire.objects("notes") { notes.append(try Note(note)) }
            self.notes = notes
        }
    }
}
