import Models
import Primitives
import Repositories

extension JSONWriter {
    /// Writes a `Ticket`, each cell as PostgreSQL sent it.
    /// - Parameter capabilities: the JSON array of what can be done with tickets of its kind of tracker.
    mutating func ticket(_ record: TicketRecord, capabilities: [UInt8]) {
        beginObject()
        names(record)
        content(record)
        standing(record)
        people(record)
        place(record)
        facts(record)
        key("capabilities")
        raw(capabilities)
        times(record)
        record.withText(.remoteData) { data in
            guard let data else { return }
            key("remote_data")
            raw(data)
        }
        endObject()
    }

    private mutating func names(_ record: TicketRecord) {
        key("id")
        record.withText(.id) { text($0) }
        key("channel")
        record.withText(.channel) { text($0) }
        key("tracker")
        record.withText(.tracker) { text($0) }
        key("remote_id")
        record.withText(.remoteID) { text($0) }
        key("key")
        record.withText(.key) { text($0) }
        key("url")
        record.withText(.url) { text($0) }
        key("kind")
        record.withText(.kind) { text($0) }
    }

    private mutating func content(_ record: TicketRecord) {
        key("title")
        record.withText(.title) { text($0) }
        key("body")
        record.withText(.body) { text($0) }
        key("body_format")
        record.withText(.bodyFormat) { text($0) }
    }

    private mutating func standing(_ record: TicketRecord) {
        key("state")
        record.withText(.state) { text($0) }
        key("status")
        record.withText(.status) { text($0) }
        key("status_raw")
        beginObject()
        key("id")
        record.withText(.statusRawID) { text($0) }
        key("name")
        record.withText(.statusRawName) { text($0) }
        endObject()
        key("resolution")
        record.withText(.resolution) { text($0) }
        key("priority")
        record.withText(.priority) { text($0) }
        key("severity")
        record.withText(.severity) { text($0) }
    }

    private mutating func people(_ record: TicketRecord) {
        key("author")
        record.withText(.author) { document($0) }
        key("assignees")
        record.withText(.assignees) { document($0) }
    }

    private mutating func place(_ record: TicketRecord) {
        key("labels")
        record.withText(.labels) { document($0) }
        key("milestone")
        record.withText(.milestone) { document($0) }
        key("parent")
        record.withText(.parent) { text($0) }
        key("due_at")
        record.withText(.dueAt) { moment($0) }
        key("closed_at")
        record.withText(.closedAt) { moment($0) }
    }

    private mutating func facts(_ record: TicketRecord) {
        key("confidential")
        record.withText(.confidential) { boolean($0) }
        key("locked")
        record.withText(.locked) { boolean($0) }
        key("comment_count")
        record.withText(.commentCount) { number($0) }
        key("fingerprint")
        record.withText(.fingerprint) { text($0) }
        key("occurrences")
        record.withText(.occurrences) { document($0) }
        key("links")
        record.withText(.links) { links in
            if let links { raw(links) } else { raw("[]") }
        }
        key("custom_fields")
        record.withText(.customFields) { document($0) }
        key("template")
        template(record)
    }

    private mutating func template(_ record: TicketRecord) {
        record.withText(.templateSlug) { slug in
            guard slug != nil else { return null() }
            beginObject()
            key("slug")
            text(slug)
            key("version")
            record.withText(.templateVersion) { number($0) }
            endObject()
        }
    }

    private mutating func times(_ record: TicketRecord) {
        key("created_at")
        record.withText(.createdAt) { moment($0) }
        key("updated_at")
        record.withText(.updatedAt) { moment($0) }
        key("synced_at")
        record.withText(.syncedAt) { moment($0) }
    }
}
