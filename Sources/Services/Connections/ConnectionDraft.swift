public import Primitives
public import TrackerKit

/// A connection to make.
public struct ConnectionDraft: Sendable {
    /// Its name in URLs.
    public var slug: String
    /// Its name for people; the slug when nil.
    public var title: String?
    /// The kind of tracker.
    public var tracker: TrackerKind
    /// Where the API lives; nil for the tracker's public one.
    public var baseURL: String?
    /// The credentials in clear.
    public var credentials: TrackerCredentials
    /// Options of the kind of tracker.
    public var settings: JSON

    /// Makes a draft.
    public init(
        slug: String, title: String? = nil, tracker: TrackerKind, baseURL: String? = nil, credentials: TrackerCredentials = .none,
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
public struct ConnectionPatch: Sendable {
    /// Its name for people.
    public var title: Change<String> = .unchanged
    /// Where the API lives; nil for the tracker's public one.
    public var baseURL: Change<String?> = .unchanged
    /// The credentials in clear.
    public var credentials: Change<TrackerCredentials> = .unchanged
    /// Options of the kind of tracker, merged into the present ones; null takes one away.
    public var settings: Change<JSON> = .unchanged

    /// Makes a patch that changes nothing.
    public init() {}
}
