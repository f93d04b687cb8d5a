package import Primitives

/// A user as the tracker shows one.
package struct RemoteUser: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// The login.
    package var username: String
    /// The name for people, where the tracker gives one.
    package var name: String?
    /// The address, where the tracker shows it.
    package var email: String?
    /// Who or what it is.
    package var kind: UserKind
    /// Whether the account may still be used.
    package var active: Bool
    /// The page for people.
    package var url: String?
    /// The picture.
    package var avatarURL: String?

    /// Makes a user.
    package init(
        remoteID: String, username: String, name: String? = nil, email: String? = nil, kind: UserKind = .human,
        active: Bool = true,
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
package struct RemoteMember: Sendable, Hashable {
    /// The user.
    package var user: RemoteUser
    /// The tracker's word for what the member may do.
    package var role: String
    /// Whether the membership counts at present.
    package var active: Bool

    /// Makes a member.
    package init(user: RemoteUser, role: String, active: Bool = true) {
        self.user = user
        self.role = role
        self.active = active
    }
}

/// A comment on a ticket.
package struct RemoteComment: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// The thread it belongs to; nil where the tracker has none.
    package var threadID: String?
    /// Who wrote it.
    package var author: RemoteUser?
    /// The text.
    package var body: String
    /// The page for people.
    package var url: String?
    /// Only for the team.
    package var isInternal: Bool
    /// Written by the tracker itself.
    package var isSystem: Bool
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// The tracker's own JSON.
    package var remoteData: JSON

    /// Makes a comment; the rest is set after.
    package init(remoteID: String, body: String, createdAt: Timestamp, updatedAt: Timestamp, remoteData: JSON) {
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
package struct RemoteLabel: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// Its name, unique in the project.
    package var name: String
    /// Six lower-case hexadecimal digits, without `#`; nil where the tracker has no colours.
    package var color: String?
    /// What it is for.
    package var description: String?
    /// How widely it applies.
    package var scope: LabelScope
    /// The page for people.
    package var url: String?

    /// Makes a label.
    package init(
        remoteID: String, name: String, color: String? = nil, description: String? = nil, scope: LabelScope = .project,
        url: String? = nil
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
package struct RemoteMilestone: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// What the tracker's API and people name it by: its number.
    package var key: String
    /// Its title.
    package var title: String
    /// What it is for.
    package var description: String?
    /// Open or closed.
    package var state: TicketState
    /// When it should be reached.
    package var dueAt: Timestamp?
    /// When it was closed.
    package var closedAt: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp?
    /// When it was last changed.
    package var updatedAt: Timestamp?
    /// The page for people.
    package var url: String?

    /// Makes a milestone.
    package init(
        remoteID: String, key: String, title: String, description: String? = nil, state: TicketState = .open,
        dueAt: Timestamp? = nil,
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
package struct RemoteProject: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// What a channel names: `owner/name`, a board's id.
    package var path: String
    /// The name for people.
    package var name: String
    /// What it is for.
    package var description: String?
    /// What kind of place it is.
    package var kind: ProjectKind
    /// The page for people.
    package var url: String?
    /// Whether tickets can no longer be changed.
    package var archived: Bool
    /// How many tickets it holds, open and closed, where the tracker says so.
    package var ticketCount: Int?
    /// When it was made.
    package var createdAt: Timestamp?
    /// When it was last changed.
    package var updatedAt: Timestamp?

    /// Makes a project.
    package init(
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
package struct RemoteAttachment: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// Its name.
    package var filename: String
    /// Its media type, where known.
    package var contentType: String?
    /// Its size in bytes, where known.
    package var size: Int64?
    /// Where it can be read.
    package var url: String
    /// When it was added.
    package var createdAt: Timestamp?
    /// Who added it.
    package var author: RemoteUser?

    /// Makes an attachment.
    package init(
        remoteID: String, filename: String, url: String, contentType: String? = nil, size: Int64? = nil,
        createdAt: Timestamp? = nil,
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
