package import Primitives
package import TrackerKit

/// The fields of a new channel.
package struct ChannelDraft: Sendable {
    package var slug: String
    /// Nil for the slug.
    package var title: String?
    /// The slug of its connection.
    package var connection: String
    /// The project as the tracker identifies it, such as `owner/repository`.
    package var path: String
    /// Maps the tracker's own statuses to those of the gateway.
    package var statusMap: [String: TicketStatus] = [:]
    /// Options specific to the kind of tracker.
    package var settings: JSON = [:]
    /// Whether the mirror is synced automatically.
    package var syncEnabled = true
    /// Seconds between incremental syncs; nil for ``Channel/defaultSyncIntervalSeconds``.
    package var syncIntervalSeconds: Int?

    /// Other properties are set afterwards.
    package init(slug: String, title: String? = nil, connection: String, path: String) {
        self.slug = slug
        self.title = title
        self.connection = connection
        self.path = path
    }
}

/// Changes to a channel.
package struct ChannelPatch: Sendable {
    package var title: Change<String> = .unchanged
    /// Another path of the same project.
    package var path: Change<String> = .unchanged
    /// Entries to set; nil removes an entry.
    package var statusMap: [String: TicketStatus?] = [:]
    /// Options specific to the kind of tracker, merged into the current ones; null removes an option.
    package var settings: Change<JSON> = .unchanged
    /// Whether the mirror is synced automatically.
    package var syncEnabled: Change<Bool> = .unchanged
    /// Seconds between incremental syncs.
    package var syncIntervalSeconds: Change<Int> = .unchanged

    /// Creates a patch without changes.
    package init() {}
}
