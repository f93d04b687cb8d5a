import Primitives
import TrackerKit

extension GitHub.Label {
    /// The neutral label; one without a number (a short shape) is known by its name.
    var label: RemoteLabel {
        RemoteLabel(
            remoteID: id ?? name, name: name, color: color?.lowercased(),
            description: description.flatMap { $0.isEmpty ? nil : $0 })
    }
}

extension LabelDraft {
    /// The colour that GitHub gives a label when none is named.
    static let gitHubDefaultColor = "ededed"

    /// The body of a creation, or of a change, where a new name has a field of its own.
    /// - Parameter nameField: `name` or `new_name`.
    func gitHubBody(nameField: String) -> JSON {
        var body: [String: JSON] = [:]
        if let name = name.value { body[nameField] = .string(name) }
        if let color = color.value { body["color"] = .string(Self.gitHubColor(color)) }
        if let description = description.value { body["description"] = .string(description ?? "") }
        return .object(body)
    }

    /// GitHub wants the digits alone, without `#`.
    private static func gitHubColor(_ color: String?) -> String {
        guard let color else { return gitHubDefaultColor }
        return color.hasPrefix("#") ? String(color.dropFirst()) : color
    }
}
