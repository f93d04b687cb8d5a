/// A column of the mirror's table `ticket` that stores a field, or a part of one.
package struct TicketColumn: Sendable {
    package let key: StaticString
    package let type: String
    package let isNullable: Bool
    /// The column's value for a ticket; nil for a column that the database computes.
    package let value: (@Sendable (Ticket) -> TicketValue)?

    package init(
        _ key: StaticString, _ type: String, nullable: Bool = false,
        value: (@Sendable (Ticket) -> TicketValue)?
    ) {
        self.key = key
        self.type = type
        isNullable = nullable
        self.value = value
    }

    package var name: String { key.description }
}
