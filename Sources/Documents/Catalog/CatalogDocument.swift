package import Models
package import Primitives
package import Repositories
package import TrackerKit

/// The API's JSON of labels or milestones.
package protocol CatalogDocument: CatalogRow {
    /// Decodes a new entry, or the changes to one. Errors are collected in the reader.
    static func draft(from body: inout BodyReader, isNew: Bool) -> Draft

    /// Writes the members that only this kind of entry has.
    func writeMembers(to writer: inout JSONWriter)
}

extension JSONWriter {
    /// Writes a `Label` or `Milestone`.
    package mutating func entry<Remote: CatalogDocument>(_ entry: CatalogEntry<Remote>, in channel: Channel) {
        beginObject()
        key("id")
        string(entry.id.text)
        key("channel")
        string(channel.slug)
        key("tracker")
        string(channel.tracker.rawValue)
        key("remote_id")
        string(entry.remote.remoteID)
        entry.remote.writeMembers(to: &self)
        key("synced_at")
        timestamp(entry.syncedAt)
        endObject()
    }
}

extension BodyReader {
    /// Decodes the name or title of an entry, which a new one must have.
    mutating func catalogName(_ field: String, isNew: Bool) -> Change<String> {
        let type = FieldType<String>.visible(1...MirroredTicket.maximumNameLength)
        return isNew ? required(field, type).map(Change.set) ?? .unchanged : change(field, type)
    }
}
