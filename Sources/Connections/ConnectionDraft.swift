package import Primitives
package import TrackerKit

/// The fields of a new connection.
package struct ConnectionDraft: Sendable {
    package var slug: String
    /// Nil for the slug.
    package var title: String?
    package var tracker: TrackerKind
    /// The base URL of the tracker's API; nil for the tracker's public one.
    package var baseURL: String?
    /// The credentials in plain text.
    package var credentials: TrackerCredentials
    /// Options specific to the kind of tracker.
    package var settings: JSON

    package init(
        slug: String, title: String? = nil, tracker: TrackerKind, baseURL: String? = nil,
        credentials: TrackerCredentials = .none,
        settings: JSON = [:]
    ) {
        self.slug = slug
        self.title = title
        self.tracker = tracker
        self.baseURL = baseURL
        self.credentials = credentials
        self.settings = settings
    }
}

/// Changes to a connection.
package struct ConnectionPatch: Sendable {
    package var title: Change<String> = .unchanged
    /// The base URL of the tracker's API; nil for the tracker's public one.
    package var baseURL: Change<String?> = .unchanged
    /// The credentials in plain text.
    package var credentials: Change<TrackerCredentials> = .unchanged
    /// Options specific to the kind of tracker, merged into the current ones; null removes an option.
    package var settings: Change<JSON> = .unchanged

    /// Creates a patch without changes.
    package init() {}
}
