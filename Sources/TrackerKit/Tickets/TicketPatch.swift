/// The changes to a ticket; omitted fields are left unchanged. Its fields are those of ``TicketFields`` with the use
/// `change`, accessed by their names in the table: `patch.dueAt = .set(nil)`.
@dynamicMemberLookup
package struct TicketPatch: Sendable, Hashable {
    package var status: Change<StatusChange> = .unchanged
    /// Labels to add; other labels are left unchanged.
    package var addLabels: [String] = []
    /// Labels to remove; other labels are left unchanged.
    package var removeLabels: [String] = []
    private var values = TicketFieldValues()

    /// A patch that changes nothing.
    package init() {}

    /// The new value of a field; nil if it is unchanged.
    package subscript(field: AnyTicketField) -> TicketValue? {
        get { values[field] }
        set { values[field] = newValue }
    }

    package subscript<Value>(dynamicMember field: KeyPath<TicketFields, TicketField<Value>>) -> Change<Value> {
        get { values[field].map(Change.set) ?? .unchanged }
        set { values[field] = newValue.value }
    }

    /// The fields that are set, not counting the status and labels that are only added or removed.
    package var setFields: [AnyTicketField] { TicketFields.change.filter { values[$0] != nil } }

    package var isEmpty: Bool { self == TicketPatch() }
}
