package import Primitives

/// Something to be filled into a template.
package struct TemplateVariable: Sendable, Hashable {
    /// What may be filled in.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// One line of text.
        case string
        /// Text of any number of lines.
        case text
        /// A number.
        case number
        /// True or false.
        case boolean
        /// One of the options.
        case choice
        /// Any number of the options.
        case multiChoice = "multi_choice"
        /// A day.
        case date
    }

    /// One thing that can be chosen.
    package struct Option: Sendable, Hashable {
        /// What a caller names, and what the ticket shows.
        package var value: String
        /// Whether it must be among those chosen, as with a box that has to be ticked.
        package var isRequired: Bool

        /// Makes an option.
        package init(_ value: String, isRequired: Bool = false) {
            self.value = value
            self.isRequired = isRequired
        }
    }

    /// What Mustache and callers call it.
    package var name: String
    /// What may be filled in.
    package var kind: Kind
    /// Its name for people.
    package var label: String?
    /// What people should know before they fill it in.
    package var help: String?
    /// Whether it must be filled in.
    package var isRequired = false
    /// What stands for it when it is left out.
    package var standard: JSON?
    /// What a text must match somewhere: a regular expression.
    package var pattern: String?
    /// The least number.
    package var minimum: Double?
    /// The greatest number.
    package var maximum: Double?
    /// The fewest characters.
    package var minimumLength: Int?
    /// The most characters.
    package var maximumLength: Int?
    /// What can be chosen.
    package var options: [Option] = []

    /// Makes a variable; the rest is set after.
    package init(name: String, kind: Kind, label: String? = nil) {
        self.name = name
        self.kind = kind
        self.label = label
    }
}

extension TemplateVariable {
    /// As the database keeps it and the API shows it.
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

    /// A whole number is written as one.
    private static func number(_ value: Double?) -> JSON {
        guard let value else { return .null }
        return Int64(exactly: value).map(JSON.integer) ?? .number(value)
    }
}
