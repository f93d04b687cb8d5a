import Primitives
import TrackerKit

/// Writes the fields of ``TicketFields`` into the schemas of tickets.
///
/// A schema contains the entry `x-ticket-fields` where the fields belong: in `properties` with a ``Purpose``
/// (`x-ticket-fields: creation`), in `example`, and as a name in `required`. A field that the fragment
/// describes itself, because the API shows it in another form than callers write, is left as it is.
struct TicketFieldWriter {
    /// What the schema describes.
    enum Purpose: String {
        /// A ticket in a response.
        case ticket
        /// A ticket to create.
        case creation
        /// The changes to a ticket.
        case change
        /// The ticket of a template in a response: unset fields are null.
        case template
        /// The ticket of a template to save.
        case templateInput = "template-input"
        /// The result of rendering a template.
        case rendered
    }

    static let placeholder = "x-ticket-fields"
    /// The field that responses contain only with `include=remote_data`.
    private static let onRequest = TicketFields.table.remoteData.name

    let vocabulary: TicketVocabulary

    /// The schema with the fields in the places of the placeholders.
    /// - Throws: ``FragmentFault`` if a field cannot be described by its row of the table.
    func expanding(_ schema: YAMLEntry) throws(FragmentFault) -> YAMLEntry {
        guard schema.body.contains(where: { $0.contains(Self.placeholder) }) else { return schema }
        var members = schema.children
        guard
            let purpose = members.first(where: { $0.key == "properties" })?.children.compactMap(self.purpose(of:)).first
        else { throw FragmentFault("\(Self.placeholder) in properties must name what the schema is for") }
        for index in members.indices {
            switch members[index].key {
            case "required": members[index] = required(members[index], purpose)
            case "properties":
                members[index] = try filling(members[index], purpose) { field throws(FragmentFault) in
                    try property(of: field, for: purpose)
                }
            case "example":
                members[index] = try filling(members[index], purpose) { field throws(FragmentFault) in
                    try example(of: field)
                }
            default: break
            }
        }
        var copy = schema
        copy.body = members.flatMap(\.lines)
        return copy
    }

    private func purpose(of entry: YAMLEntry) -> Purpose? {
        entry.key == Self.placeholder ? Purpose(rawValue: entry.inlineValue) : nil
    }

    private func required(_ entry: YAMLEntry, _ purpose: Purpose) -> YAMLEntry {
        let names = purpose.fields.map(\.name).filter { $0 != Self.onRequest }.joined(separator: ", ")
        var copy = entry
        copy.head.replace(Self.placeholder, with: names)
        return copy
    }

    /// Replaces the placeholder among the children of an entry by a line for each field without a line of its own.
    private func filling(
        _ entry: YAMLEntry, _ purpose: Purpose, line: (AnyTicketField) throws(FragmentFault) -> String
    ) throws(FragmentFault) -> YAMLEntry {
        let written = Set(entry.children.map(\.key)).union([Self.onRequest])
        var lines: [String] = []
        for child in entry.children {
            guard child.key == Self.placeholder else {
                lines += child.lines
                continue
            }
            let indent = String(repeating: " ", count: child.head.indentation)
            for field in purpose.fields where !written.contains(field.name) {
                let value = try line(field)
                lines.append("\(indent)\(field.name): \(value)")
            }
        }
        var copy = entry
        copy.body = lines
        return copy
    }

    private func property(of field: AnyTicketField, for purpose: Purpose) throws(FragmentFault) -> String {
        var help = field.help
        if purpose == .change, field.form == .names { help += " Replaces all present ones." }
        let schema = try schema(of: field, for: purpose)
        // A sentence that only repeats the name, such as "The title.", describes nothing.
        let repeatsName = help == "The \(field.name.replacing("_", with: " "))."
        return repeatsName ? "{\(schema)}" : "{description: \(Self.yaml(help)), \(schema)}"
    }

    private func schema(of field: AnyTicketField, for purpose: Purpose) throws(FragmentFault) -> String {
        let allowsNull = purpose.allowsNull(field), isInput = purpose.isInput
        func type(_ name: String) -> String { allowsNull ? "type: [\(name), 'null']" : "type: \(name)" }
        func reference(_ name: String) -> String {
            let reference = "$ref: '#/components/schemas/\(name)'"
            return allowsNull ? "anyOf: [{\(reference)}, {type: 'null'}]" : reference
        }
        switch field.form {
        case .line(let length):
            let limits = ", minLength: \(length.lowerBound), maxLength: \(length.upperBound), pattern: '\\S'"
            return type("string") + (isInput ? limits : "")
        case .text(let length): return type("string") + (isInput ? ", maxLength: \(length.upperBound)" : "")
        case .word(let words):
            guard let name = vocabulary.schema(of: words, isInput: isInput) else {
                throw FragmentFault("no schema is an enumeration of the values of \(field.name)")
            }
            return reference(name)
        case .names:
            let unique = purpose == .template ? ", uniqueItems: true" : ""
            return isInput ? reference("NameList") : type("array") + unique + ", items: {type: string}"
        case .flag: return type("boolean")
        case .number(let range):
            return type("integer") + ", minimum: \(range.lowerBound)"
                + (isInput ? ", maximum: \(range.upperBound)" : "")
        case .moment: return "$ref: '#/components/schemas/\(allowsNull ? "NullableTimestamp" : "Timestamp")'"
        case .document: throw FragmentFault("\(field.name) must be described in the fragment: its form is any JSON")
        }
    }

    /// A value for the example of a ticket: null or empty where that is possible.
    private func example(of field: AnyTicketField) throws(FragmentFault) -> String {
        if field.isNullable { return "null" }
        if let value = field.unspecified ?? (field.form.empty == .nothing ? nil : field.form.empty) {
            return value.json.stringValue ?? value.json.text
        }
        switch field.form {
        case .word(let words) where !words.isEmpty: return words[0]
        case .number(let range): return "\(range.lowerBound)"
        default: throw FragmentFault("the example must contain \(field.name)")
        }
    }

    /// A text within a flow mapping, in quotes where YAML needs them.
    private static func yaml(_ text: String) -> String {
        text.contains(where: { ",[]{}:#\"\\&*!|>%@".contains($0) })
            ? "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" : text
    }
}

extension TicketFieldWriter.Purpose {
    var fields: [AnyTicketField] {
        switch self {
        case .ticket: TicketFields.all
        case .creation: TicketFields.creation
        case .change: TicketFields.change
        case .template, .templateInput, .rendered: TicketFields.template
        }
    }

    /// Whether callers send it: then limits apply, and enumerations are complete.
    var isInput: Bool {
        switch self {
        case .creation, .change, .templateInput: true
        case .ticket, .template, .rendered: false
        }
    }

    func allowsNull(_ field: AnyTicketField) -> Bool {
        switch self {
        case .ticket: field.isNullable
        case .creation: field.uses.contains(.creationOrNull)
        case .change: field.isClearable
        case .template, .templateInput: true
        case .rendered: field.form.empty == .nothing
        }
    }
}
