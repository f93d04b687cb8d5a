package import Models

/// The result of storing tickets in the mirror.
package struct MirrorOutcome: Sendable, Hashable {
    package var created = 0
    package var updated = 0
    /// Tickets that are the same or newer in the mirror; they cause no write.
    package var unchanged = 0
    /// Tickets that the mirror cannot store because their key or identifier is empty or too long.
    package var refused = 0
    /// Reported tickets that must be read from the tracker to know their current state, by the tracker's identifiers.
    package var undecided: Set<String> = []
    /// The gateway's ids by the tracker's identifiers.
    package var identifiers: [String: MirroredTicket.ID] = [:]
    /// New tickets, by the tracker's identifiers.
    package var made: Set<String> = []
    /// Changes of the updated tickets, by the tracker's identifiers.
    package var changes: [String: [String: FieldChange]] = [:]

    package init() {}

    package mutating func add(_ other: MirrorOutcome) {
        created += other.created
        updated += other.updated
        unchanged += other.unchanged
        refused += other.refused
        made.formUnion(other.made)
        undecided.formUnion(other.undecided)
        identifiers.merge(other.identifiers) { _, new in new }
        changes.merge(other.changes) { _, new in new }
    }
}
