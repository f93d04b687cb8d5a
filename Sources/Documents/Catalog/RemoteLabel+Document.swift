package import Primitives
import Repositories
package import TrackerKit

extension RemoteLabel: CatalogDocument {
    package static func draft(from body: inout BodyReader, isNew: Bool) -> LabelDraft {
        var draft = LabelDraft()
        draft.name = body.catalogName("name", isNew: isNew)
        draft.color = body.nullableChange("color", .color)
        draft.description = body.nullableChange("description", .text(0...1024))
        return draft
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.key("name")
        writer.string(name)
        writer.key("color")
        writer.string(color)
        writer.key("description")
        writer.string(description)
        writer.key("scope")
        writer.string(scope.rawValue)
        writer.key("url")
        writer.string(url)
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
