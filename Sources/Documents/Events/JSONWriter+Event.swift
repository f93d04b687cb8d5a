import Models
package import Primitives
package import Repositories

/// A member of the API's `Event`, and the column that it is written from.
struct EventMember: Sendable {
    enum Form {
        case text
        case moment
        case document
    }

    let key: StaticString
    let field: EventRecord.Field
    let form: Form

    private init(_ key: StaticString, _ field: EventRecord.Field, as form: Form = .text) {
        self.key = key
        self.field = field
        self.form = form
    }

    /// Every member, in the order of the API.
    static let all = [
        EventMember("id", .id), EventMember("type", .type), EventMember("occurred_at", .occurredAt, as: .moment),
        EventMember("connection", .connection), EventMember("channel", .channel), EventMember("ticket", .ticket),
        EventMember("ticket_key", .ticketKey), EventMember("comment", .comment),
        EventMember("actor", .actor, as: .document), EventMember("origin", .origin),
        EventMember("causation_id", .causation), EventMember("cause", .cause, as: .document),
        EventMember("changes", .changes, as: .document), EventMember("subscription", .subscription),
    ]
}

extension JSONOutput {
    /// Writes an `Event`, with each column's text as PostgreSQL sent it.
    mutating func event(of record: EventRecord) {
        beginObject()
        for member in EventMember.all {
            key(member.key)
            record.withText(member.field) { bytes in
                switch member.form {
                case .text: text(bytes)
                case .moment: moment(bytes)
                case .document: document(bytes)
                }
            }
        }
        endObject()
    }
}

extension JSONWriter {
    /// Writes an `Event`.
    package mutating func event(_ record: EventRecord) { event(of: record) }
}

extension EventRecord {
    /// The event as lists and streams send it.
    package func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.event(of: self)
        return writer.bytes
    }

    /// The same document as a value.
    package func json() throws(JSONError) -> JSON {
        var builder = JSONBuilder()
        builder.event(of: self)
        return try builder.finish()
    }
}
