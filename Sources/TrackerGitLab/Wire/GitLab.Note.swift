import Primitives
import TrackerKit

extension GitLab {
    /// A comment, or a system note by which GitLab records a change.
    struct Note: Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// Markdown; empty for imported notes and notes that contain only a file, which GitLab returns without a body.
        var body: String
        /// The author; nil if the account no longer exists.
        var author: User?
        /// Whether GitLab generated it.
        var isSystem: Bool
        /// Whether only members with at least the role of reporter can see it, which older servers call confidential;
        /// nil if the response contains neither.
        var internalFlag: Bool?
        var createdAt: Timestamp
        var updatedAt: Timestamp
        /// Whether neither time is usable; see ``RemoteComment/lacksTimes``.
        var lacksTimes: Bool
        var json: JSON

        /// Throws if the identifier is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            body = wire.string("body") ?? ""
            author = wire.object("author").flatMap { try? User($0) }
            isSystem = wire.restriction("system") ?? false
            internalFlag = Self.internalFlag(wire)
            let time = wire.firstTimestamp(["created_at", "updated_at"])
            lacksTimes = time == nil
            createdAt = time ?? Ticket.unknownTime
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            json = wire.json
        }

        /// Whether only members with at least the role of reporter can see it, or whether it may name something that
        /// not every reader of the issue can see.
        ///
        /// Servers that support internal notes send the flag with every note. Where no note of a thread has it, there
        /// are none.
        var isInternal: Bool { internalFlag ?? false || isSystem && GitLab.SystemNote.mayReveal(body) }

        static func internalFlag(_ wire: WireObject) -> Bool? {
            let flags = ["internal", "confidential"].compactMap(wire.restriction)
            return flags.isEmpty ? nil : flags.contains(true)
        }

        /// Converts the note.
        /// - Parameters:
        ///   - thread: The identifier of its discussion.
        ///   - page: The URL of the issue's page.
        func comment(thread: String?, page: String) -> RemoteComment {
            var comment = RemoteComment(
                remoteID: id, body: CreationMarker.split(body).body, createdAt: createdAt, updatedAt: updatedAt,
                remoteData: json)
            comment.lacksTimes = lacksTimes
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
        /// Never empty in GitLab's responses.
        var notes: [Note]
        /// Whether it is internal, as all of its notes then are; nil if no note contains the flag.
        var internalFlag: Bool?
        /// The notes that could not be read.
        var skipped: [SkippedRow]

        /// Throws if the identifier or the array of notes is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            notes = []
            skipped = []
            guard let elements = wire["notes"]?.arrayValue else {
                throw .malformedResponse(
                    detail: "\(wire.path).notes is \(wire.json["notes"]?.kindName ?? "missing"), not an array")
            }
            for element in elements {
                do throws(TrackerError) {
                    notes.append(try Note(try WireObject(element, "\(wire.path).notes[]")))
                } catch {
                    let key = try? WireObject(element, "").requiredIdentifier("id")
                    skipped.append(SkippedRow(key: key, reason: "\(wire.path).notes[] cannot be read"))
                }
            }
            let flags = wire.objects("notes").compactMap(Note.internalFlag)
            internalFlag = flags.contains(true) ? true : flags.first
            for index in notes.indices where notes[index].internalFlag == nil {
                notes[index].internalFlag = internalFlag
            }
        }
    }
}
