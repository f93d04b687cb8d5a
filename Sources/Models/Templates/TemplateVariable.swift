package import Primitives

/// A variable of a template, filled in by the caller.
package struct TemplateVariable: Sendable, Hashable {
    /// The type of a variable's value.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A single line of text.
        case string
        /// Text of any number of lines.
        case text
        case number
        case boolean
        /// One of the options.
        case choice
        /// Any number of the options.
        case multiChoice = "multi_choice"
        /// A date without a time.
        case date
    }

    /// An option of a choice.
    package struct Option: Sendable, Hashable {
        /// The value that a caller sends and the ticket shows.
        package var value: String
        /// Whether it must be selected, like a checkbox that must be ticked.
        package var isRequired: Bool

        package init(_ value: String, isRequired: Bool = false) {
            self.value = value
            self.isRequired = isRequired
        }
    }

    /// The name in Mustache and in requests.
    package var name: String
    package var kind: Kind
    /// The display name.
    package var label: String?
    /// The help text of the form.
    package var help: String?
    package var isRequired = false
    /// The default value.
    package var standard: JSON?
    /// A regular expression that a text must match somewhere.
    package var pattern: String?
    package var minimum: Double?
    package var maximum: Double?
    /// The minimum number of characters.
    package var minimumLength: Int?
    /// The maximum number of characters.
    package var maximumLength: Int?
    /// The values to choose from.
    package var options: [Option] = []

    /// Sets the required fields; set the others afterwards.
    package init(name: String, kind: Kind, label: String? = nil) {
        self.name = name
        self.kind = kind
        self.label = label
    }
}

extension TemplateVariable {
    /// The JSON of the database and the API.
    package var json: JSON {
        [
            "name": .string(name), "type": .string(kind.rawValue), "label": JSON(label), "help": JSON(help),
            "required": .bool(isRequired),
            "default": standard ?? .null, "pattern": JSON(pattern), "min": Self.number(minimum),
            "max": Self.number(maximum),
            "min_length": JSON(minimumLength), "max_length": JSON(maximumLength),
            "options": .array(options.map { ["value": .string($0.value), "required": .bool($0.isRequired)] }),
        ]
    }

    init?(stored json: JSON) {
        guard let name = json["name"]?.stringValue, let kind = json["type"]?.stringValue.flatMap(Kind.init) else {
            return nil
        }
        self.init(name: name, kind: kind, label: json["label"]?.stringValue)
        help = json["help"]?.stringValue
        isRequired = json["required"]?.boolValue ?? false
        standard = json["default"].flatMap { $0.isNull ? .none : .some($0) }
        pattern = json["pattern"]?.stringValue
        minimum = json["min"]?.doubleValue
        maximum = json["max"]?.doubleValue
        minimumLength = json["min_length"]?.integerValue.map(Int.init)
        maximumLength = json["max_length"]?.integerValue.map(Int.init)
        options = (json["options"]?.arrayValue ?? []).compactMap { option in
            option["value"]?.stringValue.map { Option($0, isRequired: option["required"]?.boolValue ?? false) }
        }
    }

    /// Whole numbers are written as integers.
    private static func number(_ value: Double?) -> JSON {
        guard let value else { return .null }
        return Int64(exactly: value).map(JSON.integer) ?? .number(value)
    }
}
