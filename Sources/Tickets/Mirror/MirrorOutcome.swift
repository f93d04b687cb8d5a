package import Models

/// What storing tickets in the mirror came to.
package struct MirrorOutcome: Sendable, Hashable {
    /// Tickets that were not there.
    package var created = 0
    /// Tickets that were changed.
    package var updated = 0
    /// Tickets that were the same, or later, in the mirror: they cost no write.
    package var unchanged = 0
    /// Tickets that the mirror cannot keep, because their key or identifier is empty or too long.
    package var refused = 0
    /// Tickets that a tracker told of, where only reading them decides what they are now: by the tracker's identifiers.
    package var undecided: Set<String> = []
    /// The identifiers of the tickets by those of the tracker.
    package var identifiers: [String: Ticket.ID] = [:]
    /// The tickets that were not there, by the tracker's identifiers.
    package var made: Set<String> = []
    /// What changed of the tickets that were updated, by the tracker's identifiers.
    package var changes: [String: [String: FieldChange]] = [:]

    /// Nothing was stored.
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
