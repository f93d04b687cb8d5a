import Primitives
import TrackerKit

extension Trello {
    /// A custom field of a board ([custom
    /// fields](https://developer.atlassian.com/cloud/trello/guides/rest-api/getting-started-with-custom-fields/)).
    struct CustomField: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// Its name.
        var name: String
        /// The texts of its options by identifier, for a field that is a choice.
        var options: [String: String]

        /// Decodes a field; identifier and name must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = try wire.requiredString("name")
            let pairs = wire.objects("options").compactMap { option -> (String, String)? in
                guard let id = option.string("id") ?? option.string("_id") else { return nil }
                return option.object("value")?.string("text").map { (id, $0) }
            }
            options = Dictionary(pairs) { first, _ in first }
        }

        /// The value of a field on one card.
        struct Item: Sendable, Hashable {
            /// The field's identifier.
            var idCustomField: String
            /// `{text}`, `{number}`, `{date}` or `{checked}`, all of them text; nil for a choice.
            var value: [String: JSON]
            /// The identifier of the chosen option.
            var idValue: String?

            /// Decodes a value; the field's identifier must be there.
            init(_ wire: WireObject) throws(TrackerError) {
                idCustomField = try wire.requiredIdentifier("idCustomField")
                value = wire.object("value")?.json.objectValue ?? [:]
                idValue = wire.string("idValue")
            }

            /// The neutral field; one whose definition is gone is called by its identifier.
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
