/// Where a field takes part besides the mirror and the API's `Ticket`, which have every field.
package struct TicketFieldUses: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A caller may name it when creating a ticket.
    package static let creation = Self(rawValue: 1 << 0)
    /// As ``creation``; `null` is the same as not naming it.
    package static let creationOrNull: Self = [.creation, Self(rawValue: 1 << 1)]
    /// A caller may change it.
    package static let change = Self(rawValue: 1 << 2)
    /// Events tell what it was and what it became.
    package static let event = Self(rawValue: 1 << 3)
    /// Rules can keep it in sync between two tickets.
    package static let pair = Self(rawValue: 1 << 4)
    /// A template can set it.
    package static let template = Self(rawValue: 1 << 5)
    /// The local tracker keeps it in a column of the field's name.
    package static let local = Self(rawValue: 1 << 6)
}

/// A field of a ticket, whose changes have values of this type.
package struct TicketField<Value: TicketFieldValue>: Sendable {
    /// The same without its type.
    package let erased: AnyTicketField
    /// The name in the API.
    package var name: String { erased.name }

    /// A field that one column keeps as it is.
    /// - Parameters:
    ///   - column: the name of the column where it is not that of the field.
    ///   - needs: what a tracker must support for a caller to set it.
    ///   - help: one sentence for the command line and the contract.
    init(
        _ key: StaticString, _ path: any WritableKeyPath<RemoteTicket, Value> & Sendable,
        column: StaticString? = nil, form: TicketForm = Value.form, needs capability: Capability? = nil,
        uses: TicketFieldUses = [], help: String
    ) {
        let value: @Sendable (RemoteTicket) -> TicketValue = { $0[keyPath: path].ticketValue }
        let type = form.columnType
        self.init(
            key, columns: [TicketColumn(column ?? key, type, nullable: Value.isNullable, value: value)],
            form: form, needs: capability, uses: uses, help: help, value: value,
            assign: { ticket, value in if let value = Value(value) { ticket[keyPath: path] = value } })
    }

    /// A field that is kept in a way of its own. Of several columns, the API shows the first; lists and events compare
    /// the last.
    init(
        _ key: StaticString, columns: [TicketColumn], form: TicketForm = Value.form,
        needs capability: Capability? = nil, uses: TicketFieldUses = [], help: String,
        value: @escaping @Sendable (RemoteTicket) -> TicketValue,
        assign: (@Sendable (inout RemoteTicket, TicketValue) -> Void)? = nil
    ) {
        erased = AnyTicketField(
            key: key, name: key.description, form: form, isNullable: Value.isNullable,
            unspecified: Value.unspecified, columns: columns, capability: capability, uses: uses, help: help,
            value: value, assign: assign)
    }
}

/// A row of ``TicketFields``: a field without its Swift type.
package struct AnyTicketField: Sendable {
    /// ``name``, for writers of JSON.
    package let key: StaticString
    /// The name in the API.
    package let name: String
    package let form: TicketForm
    /// Whether a ticket, and a change, may have ``TicketValue/nothing``.
    package let isNullable: Bool
    /// The value that is the same as not naming the field when a ticket is created; nil if there is none.
    package let unspecified: TicketValue?
    /// The mirror's columns.
    package let columns: [TicketColumn]
    /// What a tracker must support for a caller to set it.
    package let capability: Capability?
    package let uses: TicketFieldUses
    /// One sentence for the command line and the contract.
    package let help: String
    /// The value of a ticket's field, as events show it and changes take it.
    package let value: @Sendable (RemoteTicket) -> TicketValue
    /// Sets the field of a ticket; nil for a field that has to be put together from more than its value.
    package let assign: (@Sendable (inout RemoteTicket, TicketValue) -> Void)?

    /// Whether a caller may send `null` when changing it: for no value, or for an empty text.
    package var isClearable: Bool { if case .text = form { true } else { isNullable } }
}

/// Implemented by every type of ``TicketField``, so that the rows of the table can be collected.
private protocol TicketFieldRow { var erased: AnyTicketField { get } }
extension TicketField: TicketFieldRow {}

extension TicketFields {
    package static let table = TicketFields()

    /// Every field, in the order of the table.
    package static let all: [AnyTicketField] = Mirror(reflecting: table).children.compactMap {
        ($0.value as? any TicketFieldRow)?.erased
    }

    /// The fields that callers may name when creating a ticket.
    package static let creation = fields(for: .creation)
    /// The fields that callers may change.
    package static let change = fields(for: .change)
    package static let event = fields(for: .event)
    package static let pair = fields(for: .pair)
    package static let template = fields(for: .template)
    package static let local = fields(for: .local)

    private static func fields(for use: TicketFieldUses) -> [AnyTicketField] { all.filter { $0.uses.contains(use) } }

    /// The field of that name in the API.
    package static func named(_ name: String) -> AnyTicketField? { byName[name] }
    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
