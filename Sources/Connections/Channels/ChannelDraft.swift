package import TrackerKit

/// A channel to make.
package struct ChannelDraft: Sendable {
    /// Its name in URLs.
    package var slug: String
    /// Its name for people; the slug when nil.
    package var title: String?
    /// The slug of its connection.
    package var connection: String
    /// The project, as its tracker names it.
    package var path: String
    /// The tracker's own status to the gateway's.
    package var statusMap: [String: TicketStatus] = [:]
    /// Whether the gateway keeps the mirror by itself.
    package var syncEnabled = true
    /// Seconds between two incremental syncs; the default when nil.
    package var syncIntervalSeconds: Int?

    /// Makes a draft; the rest is set after.
    package init(slug: String, title: String? = nil, connection: String, path: String) {
        self.slug = slug
        self.title = title
        self.connection = connection
        self.path = path
    }
}

/// What to change on a channel.
package struct ChannelPatch: Sendable {
    /// Its name for people.
    package var title: Change<String> = .unchanged
    /// Another path of the same project.
    package var path: Change<String> = .unchanged
    /// Entries of the map to set, or to take away where nil.
    package var statusMap: [String: TicketStatus?] = [:]
    /// Whether the gateway keeps the mirror by itself.
    package var syncEnabled: Change<Bool> = .unchanged
    /// Seconds between two incremental syncs.
    package var syncIntervalSeconds: Change<Int> = .unchanged

    /// Makes a patch that changes nothing.
    package init() {}
}
