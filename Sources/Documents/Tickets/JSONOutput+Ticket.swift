import Models
import Primitives
import Repositories

extension JSONOutput {
    /// Writes a `Ticket`, with each column's text as PostgreSQL sent it.
    /// - Parameter capabilities: The array of the ticket-related capabilities of its kind of tracker.
    mutating func ticket(of record: TicketRecord, capabilities: EncodedJSON) {
        mentionTickets(in: record)
        beginObject()
        key("id")
        record.withText(.id) { text($0) }
        key("channel")
        record.withText(.channel) { text($0) }
        key("tracker")
        record.withText(.tracker) { text($0) }
        for cell in TicketRecord.cells where cell.field != .remoteData { member(cell, of: record) }
        key("links")
        record.withLinks { links in
            if let links { raw(links) } else { value([]) }
        }
        key("template")
        template(record)
        key("capabilities")
        encoded(capabilities)
        key("synced_at")
        record.withText(.syncedAt) { moment($0) }
        record.withText(.remoteData) { data in
            guard let data else { return }
            key("remote_data")
            raw(data)
        }
        endObject()
    }

    private mutating func mentionTickets(in record: TicketRecord) {
        mention(.ticket(id: record.text(of: .id) ?? ""))
        for target in record.linkTargets { mention(.ticket(id: target)) }
        if let parent = record.parent { mention(.ticket(channel: record.text(of: .channel) ?? "", key: parent)) }
    }

    private mutating func member(_ cell: TicketRecord.Cell, of record: TicketRecord) {
        key(cell.key)
        record.withText(cell.field) { bytes in
            switch cell.form {
            case .text: text(bytes)
            case .document: document(bytes)
            case .flag: boolean(bytes)
            case .number: number(bytes)
            case .moment: moment(bytes)
            case .rawStatus:
                beginObject()
                key("id")
                text(bytes)
                key("name")
                record.withText(cell.field.next) { text($0) }
                endObject()
            }
        }
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
}
