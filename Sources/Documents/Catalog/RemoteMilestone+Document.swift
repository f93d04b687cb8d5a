package import Primitives
import Repositories
package import TrackerKit

extension RemoteMilestone: CatalogDocument {
    package static func draft(from body: inout BodyReader, isNew: Bool) -> MilestoneDraft {
        var draft = MilestoneDraft()
        draft.title = body.catalogName("title", isNew: isNew)
        draft.description = body.nullableChange("description", .text(0...65_536))
        draft.dueAt = body.nullableChange("due_at", .timestamp)
        // A new milestone is open.
        if !isNew { draft.state = body.change("state", .enumeration()) }
        return draft
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.key("key")
        writer.string(key)
        writer.key("url")
        writer.string(url)
        writer.key("title")
        writer.string(title)
        writer.key("description")
        writer.string(description)
        writer.key("state")
        writer.string(state.rawValue)
        writer.key("due_at")
        writer.timestamp(dueAt)
        writer.key("closed_at")
        writer.timestamp(closedAt)
        writer.key("created_at")
        writer.timestamp(createdAt)
        writer.key("updated_at")
        writer.timestamp(updatedAt)
    }
}
