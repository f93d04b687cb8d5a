package import Primitives

/// The tracker's own status.
package struct RawStatus: Sendable, Hashable {
    /// What a write names: a state word, a list's identifier.
    package var id: String
    /// What people read.
    package var name: String

    /// Makes a status; the name is the identifier where the tracker has only one.
    package init(id: String, name: String? = nil) {
        self.id = id
        self.name = name ?? id
    }
}

/// The milestone of a ticket.
package struct MilestoneReference: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// What the tracker's API and people name it by.
    package var key: String
    /// Its title.
    package var title: String

    /// Makes a reference; the key is the identifier where the tracker has only one.
    package init(remoteID: String, key: String? = nil, title: String) {
        self.remoteID = remoteID
        self.key = key ?? remoteID
        self.title = title
    }
}

/// How often an error happened, and where.
package struct Occurrences: Sendable, Hashable {
    /// How many events.
    package var count: Int64
    /// How many users met it.
    package var users: Int64?
    /// The first event.
    package var firstSeen: Timestamp?
    /// The last event.
    package var lastSeen: Timestamp?
    /// The release of the last event.
    package var release: String?
    /// The environment of the last event.
    package var environment: String?

    /// Makes a count; the rest is set after.
    package init(count: Int64) { self.count = count }
}

/// A field of the project's own.
package struct CustomField: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// Its value.
    package var value: JSON

    /// Makes a field.
    package init(name: String, value: JSON) {
        self.name = name
        self.value = value
    }
}
