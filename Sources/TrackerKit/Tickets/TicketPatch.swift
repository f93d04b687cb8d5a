/// What to change on a ticket; what is not named stays. Its fields are those of ``TicketFields`` with the use `change`,
/// by the names of the table: `patch.dueAt = .set(nil)`.
@dynamicMemberLookup
package struct TicketPatch: Sendable, Hashable {
    /// The status.
    package var status: Change<StatusChange> = .unchanged
    /// Labels to add; the others stay.
    package var addLabels: [String] = []
    /// Labels to remove; the others stay.
    package var removeLabels: [String] = []
    private var values = TicketFieldValues()

    /// A patch that changes nothing.
    package init() {}

    /// The new value of a field; nil if it stays.
    package subscript(field: AnyTicketField) -> TicketValue? {
        get { values[field] }
        set { values[field] = newValue }
    }

    package subscript<Value>(dynamicMember field: KeyPath<TicketFields, TicketField<Value>>) -> Change<Value> {
        get { values[field].map(Change.set) ?? .unchanged }
        set { values[field] = newValue.value }
    }

    /// The fields that are set, beside the status, and labels that are only added or removed.
    package var setFields: [AnyTicketField] { TicketFields.change.filter { values[$0] != nil } }

    /// Whether it changes nothing.
    package var isEmpty: Bool { self == TicketPatch() }
}
