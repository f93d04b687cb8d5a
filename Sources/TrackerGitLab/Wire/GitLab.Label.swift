import Primitives
import TrackerKit

extension GitLab {
    /// A label: a bare name as issues carry it, or an object, whose name is called `title` in webhooks.
    struct Label: Sendable, Hashable {
        /// The number; missing in the bare shape.
        var id: String?
        /// The name.
        var name: String
        /// `#` and six hexadecimal digits, or a word of CSS from older servers.
        var color: String?
        /// What it is for.
        var description: String?
        /// Whether it belongs to the project rather than to a group above it.
        var isProjectLabel: Bool

        /// Decodes either shape; nil when there is no name in it.
        init?(_ json: JSON) {
            isProjectLabel = true
            if let name = json.stringValue {
                self.name = name
                return
            }
            guard let wire = try? WireObject(json, "label"), let name = wire.string("name") ?? wire.string("title")
            else { return nil }
            id = wire.integer("id").map { String($0) }
            self.name = name
            color = wire.string("color")
            description = wire.string("description")
            isProjectLabel = wire.bool("is_project_label") ?? (wire.string("type") != "GroupLabel")
        }
    }
}
