package import Models
package import Primitives
package import TrackerKit

extension JSONWriter {
    /// Writes an `Occurrence`.
    package mutating func occurrence(_ occurrence: RemoteOccurrence, of ticket: MirroredTicket, in channel: Channel) {
        beginObject()
        key("channel")
        string(channel.slug)
        key("tracker")
        string(channel.tracker.rawValue)
        key("ticket")
        string(ticket.id.text)
        key("remote_id")
        string(occurrence.remoteID)
        key("url")
        string(occurrence.url)
        key("title")
        string(occurrence.title)
        key("message")
        string(occurrence.message)
        key("severity")
        string(occurrence.severity?.rawValue)
        key("occurred_at")
        timestamp(occurrence.occurredAt)
        key("received_at")
        timestamp(occurrence.receivedAt)
        circumstances(occurrence)
        key("exceptions")
        beginArray()
        for exception in occurrence.exceptions { self.exception(exception) }
        endArray()
        endObject()
    }

    private mutating func circumstances(_ occurrence: RemoteOccurrence) {
        key("release")
        string(occurrence.release)
        key("environment")
        string(occurrence.environment)
        key("platform")
        string(occurrence.platform)
        key("culprit")
        string(occurrence.culprit)
        key("user")
        value(occurrence.user.map(Self.json) ?? .null)
        key("tags")
        value(.array(occurrence.tags.map { ["name": .string($0.name), "value": .string($0.value)] }))
    }

    private static func json(_ user: OccurrenceUser) -> JSON {
        [
            "id": JSON(user.id), "username": JSON(user.username), "name": JSON(user.name), "email": JSON(user.email),
            "ip_address": JSON(user.ipAddress),
        ]
    }

    private mutating func exception(_ exception: OccurrenceException) {
        beginObject()
        key("type")
        string(exception.type)
        key("value")
        string(exception.value)
        key("frames")
        beginArray()
        for frame in exception.frames { self.frame(frame) }
        endArray()
        endObject()
    }

    private mutating func frame(_ frame: OccurrenceFrame) {
        beginObject()
        key("function")
        string(frame.function)
        key("module")
        string(frame.module)
        key("file")
        string(frame.file)
        key("line")
        number(frame.line)
        key("column")
        number(frame.column)
        key("in_app")
        bool(frame.isInApp)
        key("code")
        string(frame.code)
        endObject()
    }

    private mutating func number(_ value: Int64?) {
        if let value { integer(value) } else { null() }
    }
}
