package import APIContract
package import Documents
package import Models
package import Primitives
package import Repositories
package import TrackerKit

extension RemoteLabel: CatalogDocument {
    package static var endpoint: Endpoint { .getLabel }

    package static func position(_ cursor: Cursor) throws -> Position { try cursor.text(0) }

    package static func cursorValue(of entry: Label) -> JSON { .string(entry.remote.name) }

    package static func draft(from body: inout BodyReader, isNew: Bool) -> LabelDraft {
        var draft = LabelDraft()
        draft.name = body.catalogName("name", isNew: isNew)
        draft.color = body.nullableChange("color", .color)
        draft.description = body.nullableChange("description", .text(0...1024))
        return draft
    }

    package static func write(_ entry: Label, in channel: Channel, to writer: inout JSONWriter) {
        let remote = entry.remote
        writer.beginObject()
        writeIdentity(entry, in: channel, to: &writer)
        writer.key("remote_id")
        writer.string(remote.remoteID)
        writer.key("name")
        writer.string(remote.name)
        writer.key("color")
        writer.string(remote.color)
        writer.key("description")
        writer.string(remote.description)
        writer.key("scope")
        writer.string(remote.scope.rawValue)
        writer.key("url")
        writer.string(remote.url)
        writer.key("synced_at")
        writer.timestamp(entry.syncedAt)
        writer.endObject()
    }
}

extension FieldType where Value == String {
    /// A colour of six hexadecimal digits, converted to lower case as trackers expect.
    fileprivate static var color: Self {
        Self("a colour such as d73a4a") { json in
            guard let digits = json.stringValue?.lowercased(), digits.utf8.count == 6 else { return nil }
            return digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? digits : nil
        }
    }
}
