package import APIContract
package import Documents
package import Models
package import Primitives
package import Repositories
package import TrackerKit

extension RemoteMilestone: CatalogDocument {
    package static var endpoint: Endpoint { .getMilestone }

    package static func position(_ cursor: Cursor) throws -> Position { try cursor.identifier(0) }

    package static func cursorValue(of entry: Milestone) -> JSON { .string(entry.id.text) }

    package static func draft(from body: inout BodyReader, isNew: Bool) -> MilestoneDraft {
        var draft = MilestoneDraft()
        draft.title = body.catalogName("title", isNew: isNew)
        draft.description = body.nullableChange("description", .text(0...65_536))
        draft.dueAt = body.nullableChange("due_at", .timestamp)
        // A new milestone is open.
        if !isNew { draft.state = body.change("state", .enumeration()) }
        return draft
    }

    package static func write(_ entry: Milestone, in channel: Channel, to writer: inout JSONWriter) {
        let remote = entry.remote
        writer.beginObject()
        writeIdentity(entry, in: channel, to: &writer)
        writer.key("remote_id")
        writer.string(remote.remoteID)
        writer.key("key")
        writer.string(remote.key)
        writer.key("url")
        writer.string(remote.url)
        writer.key("title")
        writer.string(remote.title)
        writer.key("description")
        writer.string(remote.description)
        writer.key("state")
        writer.string(remote.state.rawValue)
        writer.key("due_at")
        writer.timestamp(remote.dueAt)
        writer.key("closed_at")
        writer.timestamp(remote.closedAt)
        writer.key("created_at")
        writer.timestamp(remote.createdAt)
        writer.key("updated_at")
        writer.timestamp(remote.updatedAt)
        writer.key("synced_at")
        writer.timestamp(entry.syncedAt)
        writer.endObject()
    }
}
