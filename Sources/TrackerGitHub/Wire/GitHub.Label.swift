import Primitives
import TrackerKit

extension GitHub {
    /// A label, in any of the four shapes that issues carry: a bare name, `{name}`, `{color, name, url}`, and the full
    /// object.
    struct Label: Sendable, Hashable {
        /// The number; missing in the short shapes.
        var id: String?
        /// The name; unique in the repository, whatever the case of its letters.
        var name: String
        /// Six hexadecimal digits.
        var color: String?
        /// What it is for.
        var description: String?

        /// Decodes any of the shapes; nil when there is no name in it.
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
