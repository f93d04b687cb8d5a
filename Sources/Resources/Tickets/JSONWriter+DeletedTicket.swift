import Models
import Primitives
import Tickets

extension JSONWriter {
    /// Writes the deleted tickets in a list of tickets: `deleted` and `deleted_truncated`.
    mutating func deleted(_ deleted: DeletedTickets) {
        key("deleted")
        beginArray()
        for ticket in deleted.tickets {
            beginObject()
            key("id")
            string(ticket.id.text)
            key("key")
            string(ticket.key)
            key("deleted_at")
            timestamp(ticket.deletedAt)
            endObject()
        }
        endArray()
        key("deleted_truncated")
        bool(deleted.isTruncated)
    }
}
