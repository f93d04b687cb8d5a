package import Primitives

/// The value of a ticket's field without its Swift type, for code that loops over ``TicketFields``.
package enum TicketValue: Sendable, Hashable {
    /// No value: `null` in JSON, NULL in SQL.
    case nothing
    case text(String)
    case names([String])
    case flag(Bool)
    case number(Int)
    case moment(Timestamp)
    /// JSON that has no simpler form, such as a user.
    case document(JSON)

    /// The value as shown by the API.
    package var json: JSON {
        switch self {
        case .nothing: .null
        case .text(let text): .string(text)
        case .names(let names): JSON(names)
        case .flag(let flag): .bool(flag)
        case .number(let number): .integer(Int64(number))
        case .moment(let moment): JSON(moment)
        case .document(let json): json
        }
    }
}

extension TicketValue {
    /// Reads the format of ``json``. Also accepts the users and the milestone of the API's `Ticket`, and reduces them
    /// to the usernames and title that a change contains. Nil for anything else. Limits are not checked.
    package init?(json: JSON, form: TicketForm) {
        switch (form, json) {
        case (_, .null): self = .nothing
        case (.line, .string(let text)), (.text, .string(let text)): self = .text(text)
        case (.word(let words), .string(let word)) where words.contains(word): self = .text(word)
        case (.line, .object):
            guard let title = json["title"]?.stringValue else { return nil }
            self = .text(title)
        case (.names, .array(let elements)):
            self = .names(elements.compactMap { $0.stringValue ?? $0["username"]?.stringValue })
        case (.flag, .bool(let flag)): self = .flag(flag)
        case (.number, .integer(let number)): self = .number(Int(number))
        case (.moment, .string(let text)):
            guard let moment = Timestamp(text) else { return nil }
            self = .moment(moment)
        case (.document, _): self = .document(json)
        default: return nil
        }
    }
}

/// A Swift type for the value of a ticket's field.
package protocol TicketFieldValue: Sendable, Hashable {
    /// The default form of a field of this type.
    static var form: TicketForm { get }
    /// Whether ``TicketValue/nothing`` is one of its values.
    static var isNullable: Bool { get }
    /// The value that is the same as omitting the field when a ticket is created; nil if there is none.
    static var unspecified: TicketValue? { get }

    /// Reads a value; nil if it has another type.
    init?(_ value: TicketValue)
    var ticketValue: TicketValue { get }
}

extension TicketFieldValue {
    package static var isNullable: Bool { false }
    package static var unspecified: TicketValue? { nil }
}

extension String: TicketFieldValue {
    /// A name, such as that of a milestone.
    package static var form: TicketForm { .line(1...TicketForm.maximumNameLength) }
    package init?(_ value: TicketValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
    package var ticketValue: TicketValue { .text(self) }
}

extension [String]: TicketFieldValue {
    package static var form: TicketForm { .names }
    package static var unspecified: TicketValue? { .names([]) }
    package init?(_ value: TicketValue) {
        guard case .names(let names) = value else { return nil }
        self = names
    }
    package var ticketValue: TicketValue { .names(self) }
}

extension Bool: TicketFieldValue {
    package static var form: TicketForm { .flag }
    package static var unspecified: TicketValue? { .flag(false) }
    package init?(_ value: TicketValue) {
        guard case .flag(let flag) = value else { return nil }
        self = flag
    }
    package var ticketValue: TicketValue { .flag(self) }
}

extension Int: TicketFieldValue {
    /// The range from 0 to the maximum of PostgreSQL's `integer`.
    package static var form: TicketForm { .number(0...Int(Int32.max)) }
    package init?(_ value: TicketValue) {
        guard case .number(let number) = value else { return nil }
        self = number
    }
    package var ticketValue: TicketValue { .number(self) }
}

extension Timestamp: TicketFieldValue {
    package static var form: TicketForm { .moment }
    package init?(_ value: TicketValue) {
        guard case .moment(let moment) = value else { return nil }
        self = moment
    }
    package var ticketValue: TicketValue { .moment(self) }
}

extension JSON: TicketFieldValue {
    package static var form: TicketForm { .document }
    package init?(_ value: TicketValue) {
        guard case .document(let json) = value else { return nil }
        self = json
    }
    package var ticketValue: TicketValue { .document(self) }
}

extension TicketFieldValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    package static var form: TicketForm { .word(allCases.map(\.rawValue)) }
    package init?(_ value: TicketValue) {
        guard case .text(let word) = value else { return nil }
        self.init(rawValue: word)
    }
    package var ticketValue: TicketValue { .text(rawValue) }
}

extension TicketKind: TicketFieldValue {}
extension Severity: TicketFieldValue {}
extension BodyFormat: TicketFieldValue {}
extension TicketState: TicketFieldValue {}
extension TicketStatus: TicketFieldValue {}
extension Resolution: TicketFieldValue {}
extension Priority: TicketFieldValue {
    package static var unspecified: TicketValue? { Priority.none.ticketValue }
}

extension Optional: TicketFieldValue where Wrapped: TicketFieldValue {
    package static var form: TicketForm { Wrapped.form }
    package static var isNullable: Bool { true }
    package static var unspecified: TicketValue? { .nothing }
    package init?(_ value: TicketValue) {
        guard value != .nothing else {
            self = .none
            return
        }
        guard let wrapped = Wrapped(value) else { return nil }
        self = .some(wrapped)
    }
    package var ticketValue: TicketValue { map(\.ticketValue) ?? .nothing }
}
