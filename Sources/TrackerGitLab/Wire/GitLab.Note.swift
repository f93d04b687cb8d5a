import Primitives
import TrackerKit

extension GitLab {
    /// A comment, or what GitLab itself notes about a change.
    struct Note: Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// Markdown; empty for imported notes and those of nothing but a file, which GitLab shows without a body.
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

        /// Decodes a note; identifier and one time must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            body = wire.string("body") ?? ""
            author = wire.object("author").flatMap { try? User($0) }
            isSystem = wire.bool("system") ?? false
            isInternal = wire.bool("internal") ?? wire.bool("confidential") ?? false
            createdAt = try wire.anyTimestamp("created_at", "updated_at")
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            json = wire.json
        }

        /// The neutral comment.
        /// - Parameters: `thread` the discussion that it belongs to; `page` the address of the issue's page.
        func comment(thread: String?, page: String) -> RemoteComment {
            var comment = RemoteComment(
                remoteID: id, body: CreationMarker.split(body).body, createdAt: createdAt, updatedAt: updatedAt,
                remoteData: json)
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
        /// The notes that could not be read.
        var skipped: [SkippedRow]

        /// Decodes a discussion; its identifier and an array of notes must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            notes = []
            skipped = []
            guard let elements = wire["notes"]?.arrayValue else {
                throw .malformedResponse(
                    detail: "\(wire.place).notes is \(wire.json["notes"]?.kindName ?? "absent"), not an array")
            }
            for element in elements {
                do throws(TrackerError) {
                    notes.append(try Note(try WireObject(element, "\(wire.place).notes[]")))
                } catch {
                    let key = try? WireObject(element, "").requiredIdentifier("id")
                    skipped.append(SkippedRow(key: key, reason: "\(wire.place).notes[] cannot be read"))
                }
            }
        }
    }
}
