import Documents
import Primitives

extension QueryReader {
    /// An optional identifier.
    mutating func identifier<Tag>(_ name: String, of: Tag.Type = Tag.self) -> Identifier<Tag>? {
        guard let text = optional(name, FieldType<String>.text(1...64)) else { return nil }
        guard let id = Identifier<Tag>(text) else {
            fail(name, "must be an identifier")
            return nil
        }
        return id
    }
}
