/// Values by field: the storage of drafts, patches and templates.
package struct TicketFieldValues: Sendable, Hashable {
    private var values: [String: TicketValue] = [:]

    package init() {}

    /// The value of a field; nil if it is not set.
    package subscript(field: AnyTicketField) -> TicketValue? {
        get { values[field.name] }
        set { values[field.name] = newValue }
    }

    package subscript<Value>(field: KeyPath<TicketFields, TicketField<Value>>) -> Value? {
        get { values[TicketFields.table[keyPath: field].name].flatMap { Value($0) } }
        set { values[TicketFields.table[keyPath: field].name] = newValue?.ticketValue }
    }
}
