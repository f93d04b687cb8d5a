/// The form of a field's value: how JSON and SQL spell it, and what a caller may write.
package enum TicketForm: Sendable, Hashable {
    /// Text with at least one visible character. Lengths count Unicode scalars, as JSON Schema does.
    case line(ClosedRange<Int>)
    /// Any text; `null` empties it.
    case text(ClosedRange<Int>)
    /// One of these words.
    case word([String])
    /// An array of names, each at most once.
    case names
    case flag
    case number(ClosedRange<Int>)
    /// A date and time (RFC 3339).
    case moment
    /// JSON of another form; never written by callers.
    case document

    /// The longest name of a label, user, milestone or ticket, in Unicode scalars.
    package static let maximumNameLength = 255

    /// PostgreSQL's type for it.
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

    /// How an object that always has the field shows that nothing was named.
    package var empty: TicketValue {
        switch self {
        case .flag: .flag(false)
        case .names: .names([])
        case .line, .text, .word, .number, .moment, .document: .nothing
        }
    }
}
