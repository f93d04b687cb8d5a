package import Primitives

/// The tracker's own status.
package struct RawStatus: Sendable, Hashable {
    /// The value used in writes: a state, or the identifier of a list.
    package var id: String
    /// The display name.
    package var name: String

    /// The name defaults to the identifier, for trackers that have only one.
    package init(id: String, name: String? = nil) {
        self.id = id
        self.name = name ?? id
    }
}

package struct MilestoneReference: Sendable, Hashable {
    package var remoteID: String
    /// The identifier that people and the tracker's API use.
    package var key: String
    package var title: String

    /// The key defaults to the identifier, for trackers that have only one.
    package init(remoteID: String, key: String? = nil, title: String) {
        self.remoteID = remoteID
        self.key = key ?? remoteID
        self.title = title
    }
}

/// How often an error occurred, and where.
package struct Occurrences: Sendable, Hashable {
    /// The number of events.
    package var count: Int64
    /// The number of affected users.
    package var users: Int64?
    /// Time of the first event.
    package var firstSeen: Timestamp?
    /// Time of the last event.
    package var lastSeen: Timestamp?
    /// The release in the last event.
    package var release: String?
    /// The environment in the last event.
    package var environment: String?

    package init(count: Int64) { self.count = count }
}

/// One of the project's own fields.
package struct CustomField: Sendable, Hashable {
    package var name: String
    package var value: JSON

    package init(name: String, value: JSON) {
        self.name = name
        self.value = value
    }
}
