package import Models
package import Primitives
package import TrackerKit

/// The milestones of a channel. Storing a milestone also writes a new title to its tickets.
package struct MilestoneCatalog: Catalog {
    package static let kind = AuditTarget.Kind.milestone

    package let identifiers: any IdentifierSource
    package let clock: any WallClock

    package init(identifiers: any IdentifierSource, clock: any WallClock) {
        self.identifiers = identifiers
        self.clock = clock
    }

    package static func audited(_ milestone: RemoteMilestone) -> JSON {
        [
            "title": .string(milestone.title), "description": JSON(milestone.description),
            "state": .string(milestone.state.rawValue), "due_at": JSON(milestone.dueAt),
        ]
    }
}
