/// A label of a project.
package struct RemoteLabel: Sendable, Hashable {
    package var remoteID: String
    package var name: String
    /// Six lower-case hexadecimal digits without `#`; nil if the tracker has no colours.
    package var color: String?
    /// The label's purpose.
    package var description: String?
    /// Whether it belongs to the project, a group or the organisation.
    package var scope: LabelScope
    /// The URL of the label's page.
    package var url: String?

    package init(
        remoteID: String, name: String, color: String? = nil, description: String? = nil, scope: LabelScope = .project,
        url: String? = nil
    ) {
        self.url = url
        self.remoteID = remoteID
        self.name = name
        self.color = color
        self.description = description
        self.scope = scope
    }
}

/// A label to create, or the changes to one.
package struct LabelDraft: CatalogDraft {
    package var name: Change<String> = .unchanged
    /// Six hexadecimal digits.
    package var color: Change<String?> = .unchanged
    /// The label's purpose.
    package var description: Change<String?> = .unchanged

    package init() {}
}

extension RemoteLabel: CatalogObject {
    package typealias Draft = LabelDraft

    package static var readCapability: Capability { .readLabels }
    package static var writeCapability: Capability { .writeLabels }

    /// The name: trackers address labels by it.
    package var key: String { name }

    package static func list(at tracker: any IssueTracker, of project: ProjectReference, page: PageToken?) async throws
        -> Page<Self>
    {
        try await tracker.labels(of: project, page: page)
    }

    package static func create(_ draft: Draft, at tracker: any IssueTracker, in project: ProjectReference) async throws
        -> Self
    {
        try await tracker.createLabel(draft, in: project)
    }

    package static func update(
        _ key: String, _ draft: Draft, at tracker: any IssueTracker, in project: ProjectReference
    ) async throws -> Self {
        try await tracker.updateLabel(key, draft, in: project)
    }

    package static func delete(_ key: String, at tracker: any IssueTracker, in project: ProjectReference) async throws {
        try await tracker.deleteLabel(key, in: project)
    }
}
