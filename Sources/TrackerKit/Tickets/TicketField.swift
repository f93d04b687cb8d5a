/// Where a field is used besides the mirror and the API's `Ticket`, which have every field.
package struct TicketFieldUses: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Callers may set it when creating a ticket.
    package static let creation = Self(rawValue: 1 << 0)
    /// Like ``creation``, but `null` is the same as omitting the field.
    package static let creationOrNull: Self = [.creation, Self(rawValue: 1 << 1)]
    /// Callers may change it.
    package static let change = Self(rawValue: 1 << 2)
    /// Events contain its old and new value.
    package static let event = Self(rawValue: 1 << 3)
    /// Rules can keep it in sync between two tickets.
    package static let pair = Self(rawValue: 1 << 4)
    /// A template can set it.
    package static let template = Self(rawValue: 1 << 5)
    /// The local tracker stores it in a column with the field's name.
    package static let local = Self(rawValue: 1 << 6)
}

/// A field of a ticket with values of one type.
package struct TicketField<Value: TicketFieldValue>: Sendable {
    /// The field without its Swift type.
    package let erased: AnyTicketField
    /// The name in the API.
    package var name: String { erased.name }

    /// A field stored unchanged in one column.
    /// - Parameters:
    ///   - column: The name of the column if it differs from that of the field.
    ///   - needs: The capability that a tracker must have for callers to set the field.
    ///   - help: One sentence for the command line and the OpenAPI document.
    init(
        _ key: StaticString, _ path: any WritableKeyPath<Ticket, Value> & Sendable,
        column: StaticString? = nil, form: TicketForm = Value.form, needs capability: Capability? = nil,
        uses: TicketFieldUses = [], help: String
    ) {
        let value: @Sendable (Ticket) -> TicketValue = { $0[keyPath: path].ticketValue }
        let type = form.columnType
        self.init(
            key, columns: [TicketColumn(column ?? key, type, nullable: Value.isNullable, value: value)],
            form: form, needs: capability, uses: uses, help: help, value: value,
            assign: { ticket, value in if let value = Value(value) { ticket[keyPath: path] = value } })
    }

    /// A field with its own columns. If there are several, the API shows the first; lists and events compare the last.
    init(
        _ key: StaticString, columns: [TicketColumn], form: TicketForm = Value.form,
        needs capability: Capability? = nil, uses: TicketFieldUses = [], help: String,
        value: @escaping @Sendable (Ticket) -> TicketValue,
        assign: (@Sendable (inout Ticket, TicketValue) -> Void)? = nil
    ) {
        erased = AnyTicketField(
            key: key, name: key.description, form: form, isNullable: Value.isNullable,
            unspecified: Value.unspecified, columns: columns, capability: capability, uses: uses, help: help,
            value: value, assign: assign)
    }
}

/// A row of ``TicketFields``: a field without its Swift type.
package struct AnyTicketField: Sendable {
    /// ``name`` for JSON writers.
    package let key: StaticString
    /// The name in the API.
    package let name: String
    package let form: TicketForm
    /// Whether a ticket, and a change, may have ``TicketValue/nothing``.
    package let isNullable: Bool
    /// The value that is the same as omitting the field when a ticket is created; nil if there is none.
    package let unspecified: TicketValue?
    /// The mirror's columns.
    package let columns: [TicketColumn]
    /// The capability that a tracker must have for callers to set the field.
    package let capability: Capability?
    package let uses: TicketFieldUses
    /// One sentence for the command line and the OpenAPI document.
    package let help: String
    /// The value of a ticket's field, as shown in events and accepted in changes.
    package let value: @Sendable (Ticket) -> TicketValue
    /// Sets the field of a ticket; nil for a field that cannot be rebuilt from its value alone.
    package let assign: (@Sendable (inout Ticket, TicketValue) -> Void)?

    /// Whether a caller may send `null` when changing it: for no value, or for an empty text.
    package var isClearable: Bool { if case .text = form { true } else { isNullable } }
}

/// Implemented by every ``TicketField``, so that the rows of the table can be collected.
private protocol TicketFieldRow { var erased: AnyTicketField { get } }
extension TicketField: TicketFieldRow {}

extension TicketFields {
    package static let table = TicketFields()

    /// Every field, in the order of the table.
    package static let all: [AnyTicketField] = Mirror(reflecting: table).children.compactMap {
        ($0.value as? any TicketFieldRow)?.erased
    }

    package static let creation = fields(for: .creation)
    package static let change = fields(for: .change)
    package static let event = fields(for: .event)
    package static let pair = fields(for: .pair)
    package static let template = fields(for: .template)
    package static let local = fields(for: .local)

    private static func fields(for use: TicketFieldUses) -> [AnyTicketField] { all.filter { $0.uses.contains(use) } }

    /// The field with this name in the API.
    package static func named(_ name: String) -> AnyTicketField? { byName[name] }
    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
