package import Primitives

/// A milestone of a project.
package struct RemoteMilestone: Sendable, Hashable {
    package var remoteID: String
    /// The identifier that people and the tracker's API use: its number.
    package var key: String
    package var title: String
    /// The milestone's purpose.
    package var description: String?
    package var state: TicketState
    /// The due date.
    package var dueAt: Timestamp?
    package var closedAt: Timestamp?
    /// Creation time.
    package var createdAt: Timestamp?
    /// Time of the last change.
    package var updatedAt: Timestamp?
    /// The URL of the milestone's page.
    package var url: String?

    package init(
        remoteID: String, key: String, title: String, description: String? = nil, state: TicketState = .open,
        dueAt: Timestamp? = nil,
        url: String? = nil
    ) {
        self.remoteID = remoteID
        self.key = key
        self.title = title
        self.description = description
        self.state = state
        self.dueAt = dueAt
        self.url = url
    }
}

/// A milestone to create, or the changes to one.
package struct MilestoneDraft: CatalogDraft {
    package var title: Change<String> = .unchanged
    /// The milestone's purpose.
    package var description: Change<String?> = .unchanged
    package var state: Change<TicketState> = .unchanged
    /// The due date.
    package var dueAt: Change<Timestamp?> = .unchanged

    package init() {}
}

extension RemoteMilestone: CatalogObject {
    package typealias Draft = MilestoneDraft

    package static var readCapability: Capability { .readMilestones }
    package static var writeCapability: Capability { .writeMilestones }

    package static func list(at tracker: any IssueTracker, of project: ProjectReference, page: PageToken?) async throws
        -> Page<Self>
    {
        try await tracker.milestones(of: project, page: page)
    }

    package static func create(_ draft: Draft, at tracker: any IssueTracker, in project: ProjectReference) async throws
        -> Self
    {
        try await tracker.createMilestone(draft, in: project)
    }

    package static func update(
        _ key: String, _ draft: Draft, at tracker: any IssueTracker, in project: ProjectReference
    ) async throws -> Self {
        try await tracker.updateMilestone(key, draft, in: project)
    }

    package static func delete(_ key: String, at tracker: any IssueTracker, in project: ProjectReference) async throws {
        try await tracker.deleteMilestone(key, in: project)
    }
}
