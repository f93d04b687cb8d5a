package import APIContract
package import Models
package import Primitives
package import Repositories
package import TrackerKit

/// The API's JSON of labels or milestones.
package protocol CatalogDocument: CatalogRow {
    /// The endpoint that shows one entry.
    static var endpoint: Endpoint { get }

    /// The end of the previous page.
    /// - Throws: 422 if the cursor has other values.
    static func position(_ cursor: Cursor) throws -> Position
    static func cursorValue(of entry: CatalogEntry<Self>) -> JSON

    /// Decodes a new entry, or the changes to one. Errors are collected in the reader.
    static func draft(from body: inout BodyReader, isNew: Bool) -> Draft

    static func write(_ entry: CatalogEntry<Self>, in channel: Channel, to writer: inout JSONWriter)
}

extension CatalogRow {
    /// Writes the members that labels and milestones have in common, those before their own.
    static func writeIdentity(_ entry: CatalogEntry<Self>, in channel: Channel, to writer: inout JSONWriter) {
        writer.key("id")
        writer.string(entry.id.text)
        writer.key("channel")
        writer.string(channel.slug)
        writer.key("tracker")
        writer.string(channel.tracker.rawValue)
    }
}

extension BodyReader {
    /// Decodes the name or title of an entry, which a new one must have.
    mutating func catalogName(_ field: String, isNew: Bool) -> Change<String> {
        let type = FieldType<String>.visible(1...MirroredTicket.maximumNameLength)
        return isNew ? required(field, type).map(Change.set) ?? .unchanged : change(field, type)
    }
}
