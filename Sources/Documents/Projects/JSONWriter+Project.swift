package import Models
package import Primitives
package import TrackerKit

extension JSONWriter {
    /// Writes a `Project`.
    package mutating func project(
        _ project: RemoteProject, tracker: TrackerKind, statusMap: [String: TicketStatus], capabilities: [Capability]
    ) {
        beginObject()
        key("tracker")
        string(tracker.rawValue)
        key("remote_id")
        string(project.remoteID)
        key("kind")
        string(project.kind.rawValue)
        key("path")
        string(project.path)
        key("name")
        string(project.name)
        key("description")
        string(project.description)
        key("url")
        string(project.url)
        key("archived")
        bool(project.archived)
        key("status_map")
        value(.object(statusMap.mapValues { .string($0.rawValue) }))
        key("capabilities")
        strings(capabilities.map(\.rawValue))
        key("created_at")
        timestamp(project.createdAt)
        key("updated_at")
        timestamp(project.updatedAt)
        endObject()
    }

    /// Writes a `Member`.
    package mutating func member(_ member: RemoteMember, in channel: Channel) {
        var fields = member.user.json.objectValue ?? [:]
        fields["channel"] = .string(channel.slug)
        fields["tracker"] = .string(channel.tracker.rawValue)
        fields["role"] = .string(member.role)
        fields["active"] = .bool(member.active && member.user.active)
        value(.object(fields))
    }
}
