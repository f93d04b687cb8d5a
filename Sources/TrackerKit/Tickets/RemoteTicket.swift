package import Primitives

/// A ticket as its tracker shows it, in the gateway's words.
package struct RemoteTicket: Sendable, Hashable {
    /// The tracker's own identifier, unique in the tracker.
    package var remoteID: String
    /// What people type: number, iid, short id. Unique in the project.
    package var key: String
    /// The page for people.
    package var url: String
    /// What it is about.
    package var kind: TicketKind
    /// One line.
    package var title: String
    /// The text; empty where the tracker has none.
    package var body: String
    /// How ``body`` is written.
    package var bodyFormat: BodyFormat
    /// Where it stands.
    package var status: TicketStatus
    /// The tracker's own word for it; always kept.
    package var statusRaw: RawStatus
    /// Why it was closed; nil while open.
    package var resolution: Resolution?
    /// How soon.
    package var priority: Priority
    /// How bad, where the tracker says.
    package var severity: Severity?
    /// Who made it; nil when the account is gone.
    package var author: RemoteUser?
    /// Who works on it.
    package var assignees: [RemoteUser]
    /// The names of its labels.
    package var labels: [String]
    /// The milestone it belongs to.
    package var milestone: MilestoneReference?
    /// The key of the ticket above it.
    package var parent: String?
    /// When it should be done.
    package var dueAt: Timestamp?
    /// The estimated time for the work, in seconds.
    package var estimateSeconds: Int?
    /// When it was closed.
    package var closedAt: Timestamp?
    /// Only for members with the right to it.
    package var confidential: Bool
    /// Whether the conversation is locked.
    package var locked: Bool
    /// How many comments people wrote.
    package var commentCount: Int
    /// What makes equal errors equal.
    package var fingerprint: String?
    /// How often an error happened.
    package var occurrences: Occurrences?
    /// Fields of the project's own.
    package var customFields: [CustomField]
    /// When the tracker says it was made.
    package var createdAt: Timestamp
    /// When the tracker says it was last changed.
    package var updatedAt: Timestamp
    /// The tracker's own JSON.
    package var remoteData: JSON
    /// What its creation marked it with, where the tracker shows that; never part of the body.
    package var marker: CreationMarker?
    /// Whether what the latest event tells (kind, title, body, fingerprint, fields, release and environment) could not
    /// be read: the mirror then keeps what it has of that.
    package var lacksEvent = false
    /// Whether the tracker shows no time of it that can be used. ``createdAt`` and ``updatedAt`` are ``unknownTime`` or
    /// a guess then: the mirror keeps the times that it has, or takes the moment at which it first sees the ticket.
    package var lacksTimes = false
    /// Whether ``updatedAt`` moves with every change. False where it is the time of the latest error: then it says
    /// nothing about when a person closed or reopened the ticket.
    package var isDatedByChanges = true

    /// What stands for a time that the tracker does not show, or that is outside of the years 1 to 9999.
    package static let unknownTime = Timestamp(seconds: 0)

    /// Makes a ticket of what every tracker has; the rest is set after.
    package init(
        remoteID: String, key: String, url: String, title: String, status: TicketStatus, statusRaw: RawStatus,
        createdAt: Timestamp,
        updatedAt: Timestamp, remoteData: JSON
    ) {
        self.remoteID = remoteID
        self.key = key
        self.url = url
        self.kind = .issue
        self.title = title
        self.body = ""
        self.bodyFormat = .markdown
        self.status = status
        self.statusRaw = statusRaw
        self.priority = .none
        self.assignees = []
        self.labels = []
        self.confidential = false
        self.locked = false
        self.commentCount = 0
        self.customFields = []
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.remoteData = remoteData
    }
}

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
