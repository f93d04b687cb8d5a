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

extension GitLab.Label {
    /// Converts the label; without a number, its name is its identifier.
    var label: RemoteLabel {
        RemoteLabel(
            remoteID: id ?? name, name: name, color: color.flatMap(Self.digits),
            description: description.flatMap { $0.isEmpty ? nil : $0 },
            scope: isProjectLabel ? .project : .group)
    }

    /// Six lower-case hexadecimal digits; nil for CSS colour names.
    private static func digits(_ color: String) -> String? {
        let digits = color.drop { $0 == "#" }.lowercased()
        guard digits.utf8.count == 6 || digits.utf8.count == 3, digits.allSatisfy(\.isHexDigit) else { return nil }
        return digits.utf8.count == 6 ? digits : digits.map { "\($0)\($0)" }.joined()
    }
}

extension LabelDraft {
    /// The default colour of a label, because GitLab requires one.
    private static let gitLabDefaultColor = "6699cc"

    /// The body of a creation or a change ([labels](https://docs.gitlab.com/api/labels/)).
    /// - Parameter nameField: `name` for a creation, `new_name` for a change.
    func gitLabBody(nameField: String) -> JSON {
        var body: [String: JSON] = [:]
        if let name = name.value { body[nameField] = .string(name) }
        if color.isSet || nameField == "name" {
            let digits = (color.value ?? nil) ?? Self.gitLabDefaultColor
            body["color"] = .string(digits.hasPrefix("#") ? digits : "#" + digits)
        }
        if let description = description.value { body["description"] = .string(description ?? "") }
        return .object(body)
    }
}
