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

extension GitHub.Label {
    /// A label without an ID (in the short shapes) is identified by its name.
    var label: RemoteLabel {
        RemoteLabel(
            remoteID: id ?? name, name: name, color: color?.lowercased(),
            description: description.flatMap { $0.isEmpty ? nil : $0 })
    }
}

extension LabelDraft {
    /// The colour that GitHub assigns by default.
    static let gitHubDefaultColor = "ededed"

    /// The body for creating or changing a label.
    /// - Parameter nameField: `name` when creating, `new_name` when changing.
    func gitHubBody(nameField: String) -> JSON {
        var body: [String: JSON] = [:]
        if let name = name.value { body[nameField] = .string(name) }
        if let color = color.value { body["color"] = .string(Self.gitHubColor(color)) }
        if let description = description.value { body["description"] = .string(description ?? "") }
        return .object(body)
    }

    /// GitHub expects the digits without `#`.
    private static func gitHubColor(_ color: String?) -> String {
        guard let color else { return gitHubDefaultColor }
        return color.hasPrefix("#") ? String(color.dropFirst()) : color
    }
}
