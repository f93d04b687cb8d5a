/// A ticket to create. Its fields are those of ``TicketFields`` with the use `creation`, accessed by their names in the
/// table: `draft.dueAt = moment`. A field that was not set is nil, or an empty list.
@dynamicMemberLookup
package struct TicketDraft: Sendable, Hashable {
    /// A single line; never empty.
    package var title: String
    package var body: String
    /// The status; nil for the tracker's initial one.
    package var status: StatusChange?
    private var values = TicketFieldValues()

    package init(title: String, body: String = "") {
        self.title = title
        self.body = body
    }

    /// The value of a field; nil if it was not set.
    package subscript(field: AnyTicketField) -> TicketValue? {
        get { values[field] }
        set { values[field] = newValue }
    }

    package subscript<Value>(dynamicMember field: KeyPath<TicketFields, TicketField<Value>>) -> Value? {
        get { values[field] }
        set { values[field] = newValue }
    }

    package subscript<Value>(dynamicMember field: KeyPath<TicketFields, TicketField<Value?>>) -> Value? {
        get { values[field] ?? nil }
        set { values[field] = newValue.map(Optional.some) }
    }

    package subscript(dynamicMember field: KeyPath<TicketFields, TicketField<[String]>>) -> [String] {
        get { values[field] ?? [] }
        set { values[field] = newValue.isEmpty ? nil : newValue }
    }

    /// The fields that were set, not counting title, body and status.
    package var setFields: [AnyTicketField] { TicketFields.creation.filter { values[$0] != nil } }
}
