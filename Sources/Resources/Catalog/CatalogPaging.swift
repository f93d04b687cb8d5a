package import APIContract
package import Documents
package import Models
package import Primitives
package import Repositories
package import TrackerKit

/// The endpoint and the pages of labels or milestones.
package protocol CatalogPaging: CatalogDocument {
    /// The endpoint that shows one entry.
    static var endpoint: Endpoint { get }

    /// The end of the previous page.
    /// - Throws: 422 if the cursor has other values.
    static func position(_ cursor: Cursor) throws -> Position
    static func cursorValue(of entry: CatalogEntry<Self>) -> JSON
}

extension RemoteLabel: CatalogPaging {
    package static var endpoint: Endpoint { .getLabel }

    package static func position(_ cursor: Cursor) throws -> Position { try cursor.text(0) }

    package static func cursorValue(of entry: Label) -> JSON { .string(entry.remote.name) }
}

extension RemoteMilestone: CatalogPaging {
    package static var endpoint: Endpoint { .getMilestone }

    package static func position(_ cursor: Cursor) throws -> Position { try cursor.identifier(0) }

    package static func cursorValue(of entry: Milestone) -> JSON { .string(entry.id.text) }
}
