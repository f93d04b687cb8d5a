import Primitives
import TrackerKit

extension GitLab {
    /// A label: a bare name in issues, or an object, whose name is called `title` in webhooks.
    struct Label: Sendable, Hashable {
        /// The number; nil for a bare name.
        var id: String?
        var name: String
        /// `#` and six hexadecimal digits, or a CSS colour name from older servers.
        var color: String?
        /// The label's purpose.
        var description: String?
        /// Whether it belongs to the project rather than to an ancestor group.
        var isProjectLabel: Bool

        /// Decodes either form; nil if it contains no name.
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
