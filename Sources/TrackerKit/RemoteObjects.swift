public import Primitives

/// A user as the tracker shows one.
public struct RemoteUser: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// The login.
    public var username: String
    /// The name for people, where the tracker gives one.
    public var name: String?
    /// The address, where the tracker shows it.
    public var email: String?
    /// Who or what it is.
    public var kind: UserKind
    /// Whether the account may still be used.
    public var active: Bool
    /// The page for people.
    public var url: String?
    /// The picture.
    public var avatarURL: String?

    /// Makes a user.
    public init(
        remoteID: String, username: String, name: String? = nil, email: String? = nil, kind: UserKind = .human, active: Bool = true,
        url: String? = nil, avatarURL: String? = nil
    ) {
        self.remoteID = remoteID
        self.username = username
        self.name = name
        self.active = active
        self.avatarURL = avatarURL
        self.email = email
        self.kind = kind
        self.url = url
    }
}

/// A member of a project.
public struct RemoteMember: Sendable, Hashable {
    /// The user.
    public var user: RemoteUser
    /// The tracker's word for what the member may do.
    public var role: String
    /// Whether the membership counts at present.
    public var active: Bool

    /// Makes a member.
    public init(user: RemoteUser, role: String, active: Bool = true) {
        self.user = user
        self.role = role
        self.active = active
    }
}

/// A comment on a ticket.
public struct RemoteComment: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// The thread it belongs to; nil where the tracker has none.
    public var threadID: String?
    /// Who wrote it.
    public var author: RemoteUser?
    /// The text.
    public var body: String
    /// The page for people.
    public var url: String?
    /// Only for the team.
    public var isInternal: Bool
    /// Written by the tracker itself.
    public var isSystem: Bool
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp
    /// The tracker's own JSON.
    public var remoteData: JSON

    /// Makes a comment; the rest is set after.
    public init(remoteID: String, body: String, createdAt: Timestamp, updatedAt: Timestamp, remoteData: JSON) {
        self.remoteID = remoteID
        self.body = body
        self.isInternal = false
        self.isSystem = false
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.remoteData = remoteData
    }
}

/// A label of a project.
public struct RemoteLabel: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// Its name, unique in the project.
    public var name: String
    /// Six lower-case hexadecimal digits, without `#`; nil where the tracker has no colours.
    public var color: String?
    /// What it is for.
    public var description: String?
    /// How widely it applies.
    public var scope: LabelScope
    /// The page for people.
    public var url: String?

    /// Makes a label.
    public init(
        remoteID: String, name: String, color: String? = nil, description: String? = nil, scope: LabelScope = .project, url: String? = nil
    ) {
        self.url = url
        self.remoteID = remoteID
        self.name = name
        self.color = color
        self.description = description
        self.scope = scope
    }
}

/// A milestone of a project.
public struct RemoteMilestone: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// What the tracker's API and people name it by: its number.
    public var key: String
    /// Its title.
    public var title: String
    /// What it is for.
    public var description: String?
    /// Open or closed.
    public var state: TicketState
    /// When it should be reached.
    public var dueAt: Timestamp?
    /// When it was closed.
    public var closedAt: Timestamp?
    /// When it was made.
    public var createdAt: Timestamp?
    /// When it was last changed.
    public var updatedAt: Timestamp?
    /// The page for people.
    public var url: String?

    /// Makes a milestone.
    public init(
        remoteID: String, key: String, title: String, description: String? = nil, state: TicketState = .open, dueAt: Timestamp? = nil,
        url: String? = nil
    ) {
        self.remoteID = remoteID
        self.key = key
        self.title = title
        self.description = description
        self.state = state
        self.dueAt = dueAt
        self.url = url
    }
}

/// A project as the tracker shows it.
public struct RemoteProject: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// What a channel names: `owner/name`, a board's id.
    public var path: String
    /// The name for people.
    public var name: String
    /// What it is for.
    public var description: String?
    /// What kind of place it is.
    public var kind: ProjectKind
    /// The page for people.
    public var url: String?
    /// Whether tickets can no longer be changed.
    public var archived: Bool
    /// How many tickets it holds, open and closed, where the tracker says so.
    public var ticketCount: Int?
    /// When it was made.
    public var createdAt: Timestamp?
    /// When it was last changed.
    public var updatedAt: Timestamp?

    /// Makes a project.
    public init(
        remoteID: String, path: String, name: String, kind: ProjectKind, description: String? = nil, url: String? = nil,
        archived: Bool = false, ticketCount: Int? = nil
    ) {
        self.remoteID = remoteID
        self.path = path
        self.name = name
        self.kind = kind
        self.description = description
        self.url = url
        self.archived = archived
        self.ticketCount = ticketCount
    }
}

/// A file on a ticket.
public struct RemoteAttachment: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// Its name.
    public var filename: String
    /// Its media type, where known.
    public var contentType: String?
    /// Its size in bytes, where known.
    public var size: Int64?
    /// Where it can be read.
    public var url: String
    /// When it was added.
    public var createdAt: Timestamp?
    /// Who added it.
    public var author: RemoteUser?

    /// Makes an attachment.
    public init(
        remoteID: String, filename: String, url: String, contentType: String? = nil, size: Int64? = nil, createdAt: Timestamp? = nil,
        author: RemoteUser? = nil
    ) {
        self.author = author
        self.remoteID = remoteID
        self.filename = filename
        self.url = url
        self.contentType = contentType
        self.size = size
        self.createdAt = createdAt
    }
}
