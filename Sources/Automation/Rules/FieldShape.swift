import Models
import Primitives
import TrackerKit

/// The type of a member of an action. Texts are Mustache templates, whose rendered values are known only when the rule
/// runs.
indirect enum FieldShape: Sendable {
    /// Text of that length in characters, which is rendered.
    case text(ClosedRange<Int>)
    /// The title of a ticket, which is rendered.
    case title
    /// The body of a ticket, which is rendered.
    case body
    /// The body of a comment, which is rendered.
    case comment
    /// Text of that length in characters, which is not rendered.
    case fixedText(ClosedRange<Int>)
    /// Any JSON, which is not rendered.
    case anything
    /// One of these words, or a template that renders to one.
    case word([String])
    /// The slug of an object, or a template that renders to one.
    case slug(DefinitionReference.Kind)
    /// The slug of an object, which is not rendered.
    case fixedSlug(DefinitionReference.Kind)
    /// One of these words, which is not rendered.
    case fixedWord([String])
    /// An array of that many elements. Elements that render to an empty string are omitted.
    case list(FieldShape, ClosedRange<Int>)
    case bool
    /// An integer.
    case integer(ClosedRange<Int>)
    /// A duration: `90s`, `15m`, `2h`, `7d`.
    case duration(ClosedRange<Duration>)
    /// A date and time in RFC 3339, which is not rendered.
    case moment
    /// Any JSON, in which all texts are rendered.
    case json
    /// A reference to a ticket; see ``TicketChoice``.
    case ticket
    /// An object with these members.
    case object([ActionField])
}

extension FieldShape {
    /// The shape of a ticket field in an action, whose texts are templates. Rendered dates and numbers are checked when
    /// the rule runs.
    init(rendered field: AnyTicketField) {
        self =
            switch field.form {
            case .line: field.name == TicketFields.table.title.name ? .title : .text(1...TicketForm.maximumNameLength)
            case .text: .body
            case .word(let words): .word(words)
            case .names: .list(.text(1...TicketForm.maximumNameLength), 0...100)
            case .flag: .bool
            case .number(let range): .integer(range)
            case .moment: .text(1...TicketForm.maximumNameLength)
            case .document: .json
            }
    }

    /// The shape of a ticket field in a template, where its value is used unchanged.
    init(fixed field: AnyTicketField) {
        self =
            switch field.form {
            case .line(let length), .text(let length): .fixedText(length)
            case .word(let words): .fixedWord(words)
            case .names: .list(.fixedText(1...TicketForm.maximumNameLength), 0...100)
            case .flag: .bool
            case .number(let range): .integer(range)
            case .moment: .moment
            case .document: .anything
            }
    }
}

/// A member of an action.
struct ActionField: Sendable {
    var name: String
    var shape: FieldShape
    var isRequired: Bool

    init(_ name: String, _ shape: FieldShape, required: Bool = false) {
        self.name = name
        self.shape = shape
        isRequired = required
    }
}

/// Checks whether a value matches a shape, and collects all errors and references.
struct FieldCheck {
    private(set) var problems: [DefinitionProblem] = []
    private(set) var references: [DefinitionReference] = []

    /// The maximum number of elements or members on each level of a JSON value.
    private static let maximumCount = 100

    mutating func check(_ value: JSON, _ shape: FieldShape, at pointer: String) {
        switch shape {
        case .text(let length): _ = text(value, length, at: pointer)
        case .title: _ = text(value, 1...4096, at: pointer)
        case .body: _ = text(value, 0...TextRules.longestText, at: pointer)
        case .comment: _ = text(value, 1...TextRules.longestText, at: pointer)
        case .fixedText(let length): _ = plainText(value, length, at: pointer)
        case .anything: break
        case .word(let words):
            guard let text = text(value, 1...255, at: pointer), !TemplateText.isTemplate(text), !words.contains(text)
            else { return }
            fail(pointer, "must be one of \(words.joined(separator: ", "))")
        case .fixedWord(let words):
            guard words.contains(value.stringValue ?? "") else {
                return fail(pointer, "must be one of \(words.joined(separator: ", "))")
            }
        case .slug(let kind):
            guard let text = text(value, 1...255, at: pointer), !TemplateText.isTemplate(text) else { return }
            slug(text, kind, at: pointer)
        case .fixedSlug(let kind): slug(value.stringValue ?? "", kind, at: pointer)
        case .list(let element, let count): list(value, of: element, count: count, at: pointer)
        case .bool: if value.boolValue == nil { fail(pointer, "must be true or false") }
        case .integer(let range):
            guard let number = value.integerValue, range.contains(Int(number)) else {
                return fail(pointer, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
        case .duration(let range): duration(value, range, at: pointer)
        case .moment:
            // A date without a time is rejected: it would be midnight in one time zone only.
            guard let text = value.stringValue, text.contains("T"), Timestamp(text) != nil else {
                return fail(pointer, "must be an RFC 3339 date and time, such as 2026-01-31T09:30:00Z")
            }
        case .json: json(value, at: pointer)
        case .ticket: ticket(value, at: pointer)
        case .object(let fields): object(value, fields, at: pointer)
        }
    }

    private mutating func fail(_ pointer: String, _ detail: String) {
        problems.append(DefinitionProblem(pointer, detail))
    }

    /// Returns the text if its length is in range and it is either a valid template or not a template.
    private mutating func text(_ value: JSON, _ length: ClosedRange<Int>, at pointer: String) -> String? {
        guard let text = plainText(value, length, at: pointer) else { return nil }
        guard TemplateText.isTemplate(text) else { return text }
        do {
            _ = try TextTemplate(text)
            return text
        } catch {
            fail(pointer, "is not a usable template: \(error)")
            return nil
        }
    }

    private mutating func plainText(_ value: JSON, _ length: ClosedRange<Int>, at pointer: String) -> String? {
        guard let text = value.stringValue, length.contains(text.unicodeScalars.count), !text.utf8.contains(0) else {
            fail(pointer, "must be text of \(length.lowerBound) to \(length.upperBound) characters")
            return nil
        }
        return text
    }

    private mutating func slug(_ text: String, _ kind: DefinitionReference.Kind, at pointer: String) {
        guard Slug.isValid(text) else { return fail(pointer, "must be a slug: lower-case letters, digits and hyphens") }
        references.append(DefinitionReference(kind, text, at: pointer))
    }

    private mutating func list(_ value: JSON, of element: FieldShape, count: ClosedRange<Int>, at pointer: String) {
        guard let elements = value.arrayValue, count.contains(elements.count) else {
            return fail(pointer, "must be an array of \(count.lowerBound) to \(count.upperBound) elements")
        }
        for (index, value) in elements.enumerated() { check(value, element, at: "\(pointer)/\(index)") }
    }

    private mutating func duration(_ value: JSON, _ range: ClosedRange<Duration>, at pointer: String) {
        guard let duration = value.stringValue.flatMap(RuleDuration.parse), range.contains(duration) else {
            let bounds = "from \(RuleDuration.text(range.lowerBound)) to \(RuleDuration.text(range.upperBound))"
            return fail(pointer, "must be a whole number with s, m, h or d, \(bounds)")
        }
    }

    private mutating func json(_ value: JSON, at pointer: String) {
        switch value {
        case .string: _ = text(value, 0...65_536, at: pointer)
        case .array(let elements):
            guard elements.count <= Self.maximumCount else {
                return fail(pointer, "must have at most \(Self.maximumCount) elements")
            }
            for (index, value) in elements.enumerated() { json(value, at: "\(pointer)/\(index)") }
        case .object(let members):
            guard members.count <= Self.maximumCount else {
                return fail(pointer, "must have at most \(Self.maximumCount) members")
            }
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                json(value, at: JSONPointer.appending(name, to: pointer))
            }
        default: break
        }
    }

    private mutating func ticket(_ value: JSON, at pointer: String) {
        if case .object = value {
            return object(value, TicketChoice.placeFields, at: pointer)
        }
        if value.stringValue.flatMap(TicketChoice.init(word:)) == nil {
            fail(
                pointer,
                "must be event, linked, action.0 (or the number of another earlier action), or an object of channel and key"
            )
        }
    }

    private mutating func object(_ value: JSON, _ fields: [ActionField], at pointer: String) {
        guard case .object(let members) = value else { return fail(pointer, "must be an object") }
        var reader = DefinitionReader(members, at: pointer)
        for field in fields {
            _ = field.isRequired ? reader.required(field.name, field.shape) : reader.optional(field.name, field.shape)
        }
        reader.refuseOthers()
        problems += reader.problems
        references += reader.references
    }
}

enum TemplateText {
    /// Whether a text contains any Mustache tag.
    static func isTemplate(_ text: String) -> Bool { text.contains("{{") }
}
