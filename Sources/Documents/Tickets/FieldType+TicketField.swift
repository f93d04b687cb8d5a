import Models
import Primitives
import TrackerKit

extension FieldType where Value == TicketValue {
    /// The type of values that callers may write into a field of a ticket.
    static func value(of field: AnyTicketField) -> Self {
        switch field.form {
        case .line(let length): FieldType<String>.visible(length).map(TicketValue.text)
        case .text(let length): FieldType<String>.text(length).map(TicketValue.text)
        case .word(let words): Self(word: words)
        case .names: FieldType<[String]>.names.map(TicketValue.names)
        case .flag: FieldType<Bool>.bool.map(TicketValue.flag)
        case .number(let range): FieldType<Int>.integer(range).map(TicketValue.number)
        case .moment: FieldType<Timestamp>.timestamp.map(TicketValue.moment)
        case .document: FieldType<JSON>.json.map(TicketValue.document)
        }
    }

    private init(word words: [String]) {
        self = .word(words, value: { words.contains($0) ? .text($0) : nil })
    }
}

extension FieldType where Value == String {
    /// The type of texts that callers may write into a field of a ticket.
    static func text(of field: TicketField<String>) -> Self {
        let type = FieldType<TicketValue>.value(of: field.erased)
        return Self { json, pointer, errors in type.read(json, pointer, &errors).flatMap { String($0) } }
    }
}

/// Decodes a field of a ticket from bodies.
struct TicketFieldReading: Sendable {
    let field: AnyTicketField
    private let type: FieldType<TicketValue>

    static let creation = TicketFields.creation.map(Self.init)
    static let change = TicketFields.change.map(Self.init)
    static let template = TicketFields.template.map(Self.init)

    private init(_ field: AnyTicketField) {
        self.field = field
        type = .value(of: field)
    }

    /// The value for a ticket to be created; nil if the body does not set it.
    func creation(_ body: inout BodyReader) -> TicketValue? {
        let value =
            field.uses.contains(.creationOrNull) ? body.nullable(field.name, type) : body.optional(field.name, type)
        return value == field.unspecified ? nil : value
    }

    /// The new value for a ticket to be changed; nil if the body does not set it.
    func change(_ body: inout BodyReader) -> TicketValue? {
        guard field.isClearable else { return body.optional(field.name, type) }
        guard let value = body.nullableChange(field.name, type).value else { return nil }
        return value ?? (field.isNullable ? .nothing : .text(""))
    }

    /// The value for the ticket of a template; nil if the body does not set it.
    func template(_ body: inout BodyReader) -> TicketValue? { body.nullable(field.name, type) }
}
