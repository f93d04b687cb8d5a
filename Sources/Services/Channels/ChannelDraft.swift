public import TrackerKit

/// A channel to make.
public struct ChannelDraft: Sendable {
    /// Its name in URLs.
    public var slug: String
    /// Its name for people; the slug when nil.
    public var title: String?
    /// The slug of its connection.
    public var connection: String
    /// The project, as its tracker names it.
    public var path: String
    /// The tracker's own status to the gateway's.
    public var statusMap: [String: TicketStatus] = [:]
    /// Whether the gateway keeps the mirror by itself.
    public var syncEnabled = true
    /// Seconds between two incremental syncs; the default when nil.
    public var syncIntervalSeconds: Int?

    /// Makes a draft; the rest is set after.
    public init(slug: String, title: String? = nil, connection: String, path: String) {
        self.slug = slug
        self.title = title
        self.connection = connection
        self.path = path
    }
}

/// What to change on a channel.
public struct ChannelPatch: Sendable {
    /// Its name for people.
    public var title: Change<String> = .unchanged
    /// Another path of the same project.
    public var path: Change<String> = .unchanged
    /// Entries of the map to set, or to take away where nil.
    public var statusMap: [String: TicketStatus?] = [:]
    /// Whether the gateway keeps the mirror by itself.
    public var syncEnabled: Change<Bool> = .unchanged
    /// Seconds between two incremental syncs.
    public var syncIntervalSeconds: Change<Int> = .unchanged

    /// Makes a patch that changes nothing.
    public init() {}
}
