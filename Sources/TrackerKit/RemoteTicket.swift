public import Primitives

/// A ticket as its tracker shows it, in the gateway's words.
public struct RemoteTicket: Sendable, Hashable {
    /// The tracker's own identifier, unique in the tracker.
    public var remoteID: String
    /// What people type: number, iid, short id. Unique in the project.
    public var key: String
    /// The page for people.
    public var url: String
    /// What it is about.
    public var kind: TicketKind
    /// One line.
    public var title: String
    /// The text; empty where the tracker has none.
    public var body: String
    /// How ``body`` is written.
    public var bodyFormat: BodyFormat
    /// Where it stands.
    public var status: TicketStatus
    /// The tracker's own word for it; always kept.
    public var statusRaw: RawStatus
    /// Why it was closed; nil while open.
    public var resolution: Resolution?
    /// How soon.
    public var priority: Priority
    /// How bad, where the tracker says.
    public var severity: Severity?
    /// Who made it; nil when the account is gone.
    public var author: RemoteUser?
    /// Who works on it.
    public var assignees: [RemoteUser]
    /// The names of its labels.
    public var labels: [String]
    /// The milestone it belongs to.
    public var milestone: MilestoneReference?
    /// The key of the ticket above it.
    public var parent: String?
    /// When it should be done.
    public var dueAt: Timestamp?
    /// When it was closed.
    public var closedAt: Timestamp?
    /// Only for members with the right to it.
    public var confidential: Bool
    /// Whether the conversation is locked.
    public var locked: Bool
    /// How many comments people wrote.
    public var commentCount: Int
    /// What makes equal errors equal.
    public var fingerprint: String?
    /// How often an error happened.
    public var occurrences: Occurrences?
    /// Fields of the project's own.
    public var customFields: [CustomField]
    /// When the tracker says it was made.
    public var createdAt: Timestamp
    /// When the tracker says it was last changed.
    public var updatedAt: Timestamp
    /// The tracker's own JSON.
    public var remoteData: JSON
    /// What its creation marked it with, where the tracker shows that; never part of the body.
    public var marker: CreationMarker?
    /// Whether what the latest event tells (kind, title, body, fingerprint, fields, release and environment) could not be read: the mirror then
    /// keeps what it has of that.
    public var lacksEvent = false
    /// Whether ``updatedAt`` moves with every change. False where it is the time of the latest error: then it says nothing about when a person
    /// closed or reopened the ticket.
    public var isDatedByChanges = true

    /// Makes a ticket of what every tracker has; the rest is set after.
    public init(
        remoteID: String, key: String, url: String, title: String, status: TicketStatus, statusRaw: RawStatus, createdAt: Timestamp,
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
public struct RawStatus: Sendable, Hashable {
    /// What a write names: a state word, a list's identifier.
    public var id: String
    /// What people read.
    public var name: String

    /// Makes a status; the name is the identifier where the tracker has only one.
    public init(id: String, name: String? = nil) {
        self.id = id
        self.name = name ?? id
    }
}

/// The milestone of a ticket.
public struct MilestoneReference: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// What the tracker's API and people name it by.
    public var key: String
    /// Its title.
    public var title: String

    /// Makes a reference; the key is the identifier where the tracker has only one.
    public init(remoteID: String, key: String? = nil, title: String) {
        self.remoteID = remoteID
        self.key = key ?? remoteID
        self.title = title
    }
}

/// How often an error happened, and where.
public struct Occurrences: Sendable, Hashable {
    /// How many events.
    public var count: Int64
    /// How many users met it.
    public var users: Int64?
    /// The first event.
    public var firstSeen: Timestamp?
    /// The last event.
    public var lastSeen: Timestamp?
    /// The release of the last event.
    public var release: String?
    /// The environment of the last event.
    public var environment: String?

    /// Makes a count; the rest is set after.
    public init(count: Int64) { self.count = count }
}

/// A field of the project's own.
public struct CustomField: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: JSON

    /// Makes a field.
    public init(name: String, value: JSON) {
        self.name = name
        self.value = value
    }
}
