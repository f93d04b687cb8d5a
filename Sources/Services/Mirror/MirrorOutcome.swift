public import Models

/// What storing tickets in the mirror came to.
public struct MirrorOutcome: Sendable, Hashable {
    /// Tickets that were not there.
    public var created = 0
    /// Tickets that were changed.
    public var updated = 0
    /// Tickets that were the same, or later, in the mirror: they cost no write.
    public var unchanged = 0
    /// Tickets that the mirror cannot keep, because their key or identifier is empty or too long.
    public var refused = 0
    /// Tickets that a tracker told of, where only reading them decides what they are now: by the tracker's identifiers.
    public var undecided: Set<String> = []
    /// The identifiers of the tickets by those of the tracker.
    public var identifiers: [String: Ticket.ID] = [:]
    /// The tickets that were not there, by the tracker's identifiers.
    public var made: Set<String> = []
    /// What changed of the tickets that were updated, by the tracker's identifiers.
    public var changes: [String: [String: FieldChange]] = [:]

    /// Nothing was stored.
    public init() {}

    mutating func add(_ other: MirrorOutcome) {
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
