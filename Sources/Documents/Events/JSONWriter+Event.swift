package import Primitives
package import Repositories

extension JSONOutput {
    /// Writes an `Event`, with each column's text as PostgreSQL sent it.
    mutating func event(of record: EventRecord) {
        beginObject()
        key("id")
        record.withText(.id) { text($0) }
        key("type")
        record.withText(.type) { text($0) }
        key("occurred_at")
        record.withText(.occurredAt) { moment($0) }
        key("connection")
        record.withText(.connection) { text($0) }
        key("channel")
        record.withText(.channel) { text($0) }
        key("ticket")
        record.withText(.ticket) { text($0) }
        key("ticket_key")
        record.withText(.ticketKey) { text($0) }
        key("comment")
        record.withText(.comment) { text($0) }
        key("actor")
        record.withText(.actor) { document($0) }
        key("origin")
        record.withText(.origin) { text($0) }
        key("causation_id")
        record.withText(.causation) { text($0) }
        key("cause")
        record.withText(.cause) { document($0) }
        key("changes")
        record.withText(.changes) { document($0) }
        key("subscription")
        record.withText(.subscription) { text($0) }
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
