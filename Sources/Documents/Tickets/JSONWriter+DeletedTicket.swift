package import Models
package import Primitives

extension JSONWriter {
    /// Writes the deleted tickets in a list of tickets: `deleted` and `deleted_truncated`.
    package mutating func deleted(_ tickets: [DeletedTicket], isTruncated: Bool) {
        key("deleted")
        beginArray()
        for ticket in tickets {
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
        bool(isTruncated)
    }
}
