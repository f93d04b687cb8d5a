import Primitives
import TrackerKit

extension GitHub {
    /// A label, in any of the four shapes found in issues: a plain name, `{name}`, `{color, name, url}`, and the full
    /// object.
    struct Label: Sendable, Hashable {
        /// Missing in the short shapes.
        var id: String?
        /// Unique in the repository, ignoring case.
        var name: String
        /// Six hexadecimal digits.
        var color: String?
        var description: String?

        /// Decodes any of the shapes. nil if there is no name.
        init?(_ json: JSON) {
            if let name = json.stringValue {
                self.name = name
                return
            }
            guard let wire = try? WireObject(json, "label"), let name = wire.string("name") else { return nil }
            id = wire.integer("id").map { String($0) }
            self.name = name
            color = wire.string("color")
            description = wire.string("description")
        }
    }
}
