/// The form of a field's value: its JSON and SQL types, and the values that callers may write.
package enum TicketForm: Sendable, Hashable {
    /// Text with at least one visible character. Lengths count Unicode scalars, as JSON Schema does.
    case line(ClosedRange<Int>)
    /// Any text; `null` clears it.
    case text(ClosedRange<Int>)
    /// One of these words.
    case word([String])
    /// An array of unique names.
    case names
    case flag
    case number(ClosedRange<Int>)
    /// A date and time (RFC 3339).
    case moment
    /// JSON of another form; never written by callers.
    case document

    /// The maximum length of the name of a label, user, milestone or ticket, in Unicode scalars.
    package static let maximumNameLength = 255

    /// The PostgreSQL type of the column.
    package var columnType: String {
        switch self {
        case .line, .text, .word: "text"
        case .names: "text[]"
        case .flag: "boolean"
        case .number: "integer"
        case .moment: "timestamptz"
        case .document: "json"
        }
    }

    /// The value of an unset field in an object that always includes the field.
    package var empty: TicketValue {
        switch self {
        case .flag: .flag(false)
        case .names: .names([])
        case .line, .text, .word, .number, .moment, .document: .nothing
        }
    }
}
