/// A label or a milestone: an object of a project that a key identifies, and that is listed, created, changed and
/// deleted in the same way. Code that does not depend on the kind of object is written once, for this protocol.
package protocol CatalogObject: Sendable, Hashable {
    /// The values of a new object, or the changes to one.
    associatedtype Draft: CatalogDraft

    static var readCapability: Capability { get }
    static var writeCapability: Capability { get }

    /// The identifier that the tracker assigned, which never changes.
    var remoteID: String { get }

    /// Identifies the object within its project, in calls to the tracker and in paths of the API.
    var key: String { get }

    static func list(at tracker: any IssueTracker, of project: ProjectReference, page: PageToken?) async throws
        -> Page<Self>
    static func create(_ draft: Draft, at tracker: any IssueTracker, in project: ProjectReference) async throws -> Self
    static func update(_ key: String, _ draft: Draft, at tracker: any IssueTracker, in project: ProjectReference)
        async throws -> Self
    static func delete(_ key: String, at tracker: any IssueTracker, in project: ProjectReference) async throws
}

package protocol CatalogDraft: Sendable, Hashable {
    /// Creates a draft without any value.
    init()
}
