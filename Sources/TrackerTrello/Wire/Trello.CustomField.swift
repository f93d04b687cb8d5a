import Primitives
import TrackerKit

extension Trello {
    /// The definition of a board's custom field
    /// ([custom fields](https://developer.atlassian.com/cloud/trello/guides/rest-api/getting-started-with-custom-fields/)).
    struct CustomField: Sendable, Hashable {
        var id: String
        var name: String
        /// The options' texts by ID, if the field is a choice.
        var options: [String: String]

        /// Throws if the ID or the name is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = try wire.requiredString("name")
            let pairs = wire.objects("options").compactMap { option -> (String, String)? in
                guard let id = option.string("id") ?? option.string("_id") else { return nil }
                return option.object("value")?.string("text").map { (id, $0) }
            }
            options = Dictionary(pairs) { first, _ in first }
        }

        /// The value of a custom field on a card.
        struct Item: Sendable, Hashable {
            /// The ID of the field's definition.
            var idCustomField: String
            /// `{text}`, `{number}`, `{date}` or `{checked}`, each of them as text. Empty for a choice.
            var value: [String: JSON]
            /// The ID of the chosen option.
            var idValue: String?

            /// Throws if the field's ID is missing.
            init(_ wire: WireObject) throws(TrackerError) {
                idCustomField = try wire.requiredIdentifier("idCustomField")
                value = wire.object("value")?.json.objectValue ?? [:]
                idValue = wire.string("idValue")
            }

            /// If the definition was deleted, the field is named after its ID.
            func field(of fields: [CustomField]) -> TrackerKit.CustomField {
                let definition = fields.first { $0.id == idCustomField }
                return TrackerKit.CustomField(name: definition?.name ?? idCustomField, value: value(definition))
            }

            private func value(_ definition: CustomField?) -> JSON {
                if let idValue { return .string(definition?.options[idValue] ?? idValue) }
                if let number = value["number"] { return Self.number(number) }
                if let checked = value["checked"] { return .bool(checked == .string("true") || checked == true) }
                return value["text"] ?? value["date"] ?? .null
            }

            private static func number(_ json: JSON) -> JSON {
                guard let text = json.stringValue else { return json }
                return Int64(text).map(JSON.integer) ?? Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? json
            }
        }
    }
}
