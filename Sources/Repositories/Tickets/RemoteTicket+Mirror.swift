import Models
import Primitives
import TrackerKit

extension RemoteTicket {
    /// Whether the mirror can keep it: key and identifier must fit their columns.
    var isStorable: Bool {
        (1...Ticket.maximumNameLength).contains(key.unicodeScalars.count)
            && (1...Ticket.maximumNameLength).contains(remoteID.unicodeScalars.count)
    }

    /// Writes the ticket as the object that the mirror's statements read, one member for each column. The bytes are the
    /// same for the same ticket, so that their hash tells whether anything changed.
    func writeMirrorRow(to json: inout JSONWriter) {
        json.beginObject()
        writeNames(to: &json)
        writeText(to: &json)
        writeStanding(to: &json)
        writePeople(to: &json)
        writePlace(to: &json)
        writeTimes(to: &json)
        writeRest(to: &json)
        json.endObject()
    }

    private func writeNames(to json: inout JSONWriter) {
        json.member("remote_id", remoteID.storable)
        json.member("key", key.storable)
        json.member("url", url.storable)
        json.member("kind", kind.rawValue)
    }

    private func writeText(to json: inout JSONWriter) {
        json.member("title", title.storable)
        json.member("body", body.storable)
        json.member("body_format", bodyFormat.rawValue)
    }

    private func writeStanding(to json: inout JSONWriter) {
        json.member("status", status.rawValue)
        json.member("status_raw_id", statusRaw.id.storable)
        json.member("status_raw_name", statusRaw.name.storable)
        json.member("resolution", resolution?.rawValue)
        json.member("priority", priority.rawValue)
        json.member("severity", severity?.rawValue)
        json.key("confidential")
        json.bool(confidential)
        json.key("locked")
        json.bool(locked)
    }

    private func writePeople(to json: inout JSONWriter) {
        if let author {
            json.key("author")
            json.storable(author.json)
            json.member("author_username", author.username.storable.prefixed)
        }
        json.key("assignees")
        json.storable(.array(assignees.map(\.json)))
        json.key("assignee_usernames")
        json.strings(assignees.map(\.username.storable))
    }

    private func writePlace(to json: inout JSONWriter) {
        for name in ["labels", "label_names"] as [StaticString] {
            json.key(name)
            json.strings(labels.map(\.storable))
        }
        if let milestone {
            json.key("milestone")
            json.storable(milestone.json)
            json.member("milestone_title", milestone.title.storable.prefixed)
        }
        json.member("parent_key", parent?.storable)
    }

    private func writeTimes(to json: inout JSONWriter) {
        json.member("due_at", dueAt?.rfc3339)
        json.member("closed_at", closedAt?.rfc3339)
        json.member("created_at", createdAt.rfc3339)
        json.member("updated_at", lastChange.rfc3339)
    }

    private func writeRest(to json: inout JSONWriter) {
        json.key("comment_count")
        json.integer(max(0, min(commentCount, Int(Int32.max))))
        json.member("fingerprint", fingerprint?.storable)
        if let occurrences {
            json.key("occurrences")
            json.storable(occurrences.json)
        }
        json.key("custom_fields")
        json.storable(.array(customFields.map(\.json)))
        json.key("remote_data")
        json.storable(remoteData)
    }

    /// When it was last changed; never before it was made, whatever the tracker says.
    var lastChange: Timestamp { max(updatedAt, createdAt) }
}

extension MilestoneReference {
    var json: JSON { ["remote_id": .string(remoteID), "title": .string(title)] }
}

extension Occurrences {
    var json: JSON {
        [
            "count": .integer(max(0, count)), "users": users.map { .integer(max(0, $0)) } ?? .null,
            "first_seen": JSON(firstSeen),
            "last_seen": JSON(lastSeen), "release": JSON(release), "environment": JSON(environment),
        ]
    }
}

extension CustomField {
    var json: JSON { ["name": .string(name), "value": value] }
}

extension JSON {
    /// Without zero characters, which PostgreSQL cannot take out of a document.
    var storable: JSON {
        switch self {
        case .string(let text): .string(text.storable)
        case .array(let elements): .array(elements.map(\.storable))
        case .object(let members): .object(Dictionary(members.map { ($0.storable, $1.storable) }) { first, _ in first })
        default: self
        }
    }
}

extension JSONWriter {
    /// Writes a value without zero characters; there are hardly ever any, so they are looked for in the bytes.
    mutating func storable(_ json: JSON) {
        let bytes = json.serialized()
        raw(bytes.containsZeroEscape ? json.storable.serialized() : bytes)
    }

    /// A text member; nothing at all for nil, which the statements read as NULL.
    mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }
}

extension [UInt8] {
    private static let zeroEscape = Array("u0000".utf8)

    /// Whether a zero character may stand in this JSON text.
    fileprivate var containsZeroEscape: Bool {
        withUnsafeBufferPointer { bytes in
            bytes.indices.contains { index in
                bytes[index] == UInt8(ascii: "\\") && bytes[(index + 1)...].starts(with: Self.zeroEscape)
            }
        }
    }
}

extension String {
    /// Without zero characters, which PostgreSQL's text cannot hold.
    package var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }

    /// As much of it as a filter takes.
    var prefixed: String { String(String.UnicodeScalarView(unicodeScalars.prefix(Ticket.maximumNameLength))) }
}
