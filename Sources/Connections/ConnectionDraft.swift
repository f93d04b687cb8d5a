package import Primitives
package import TrackerKit

/// A connection to make.
package struct ConnectionDraft: Sendable {
    /// Its name in URLs.
    package var slug: String
    /// Its name for people; the slug when nil.
    package var title: String?
    /// The kind of tracker.
    package var tracker: TrackerKind
    /// Where the API lives; nil for the tracker's public one.
    package var baseURL: String?
    /// The credentials in clear.
    package var credentials: TrackerCredentials
    /// Options of the kind of tracker.
    package var settings: JSON

    /// Makes a draft.
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

/// What to change on a connection.
package struct ConnectionPatch: Sendable {
    /// Its name for people.
    package var title: Change<String> = .unchanged
    /// Where the API lives; nil for the tracker's public one.
    package var baseURL: Change<String?> = .unchanged
    /// The credentials in clear.
    package var credentials: Change<TrackerCredentials> = .unchanged
    /// Options of the kind of tracker, merged into the present ones; null takes one away.
    package var settings: Change<JSON> = .unchanged

    /// Makes a patch that changes nothing.
    package init() {}
}
