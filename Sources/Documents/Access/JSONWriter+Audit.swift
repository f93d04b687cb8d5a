package import Models
package import Primitives

extension JSONWriter {
    /// Writes an `AuditEntry`.
    package mutating func auditEntry(_ entry: AuditEntry) {
        beginObject()
        key("id")
        string(entry.id.text)
        key("occurred_at")
        timestamp(entry.occurredAt)
        key("action")
        string(entry.action)
        key("principal")
        principal(of: entry)
        key("actor")
        string(entry.actor)
        key("object")
        target(entry.target)
        key("channel")
        string(entry.target.channel)
        key("request_id")
        string(entry.requestID)
        key("before")
        value(entry.before ?? .null)
        key("after")
        value(entry.after ?? .null)
        endObject()
    }

    private mutating func principal(of entry: AuditEntry) {
        beginObject()
        key("type")
        string(entry.principalKind.rawValue)
        key("id")
        string(entry.principalID)
        key("name")
        string(entry.principalName)
        endObject()
    }

    private mutating func target(_ target: AuditTarget) {
        beginObject()
        key("type")
        string(target.kind.rawValue)
        key("id")
        string(target.id)
        key("name")
        string(target.name)
        endObject()
    }
}
