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
