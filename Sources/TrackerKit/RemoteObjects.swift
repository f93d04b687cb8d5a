package import Primitives

/// A user as reported by the tracker.
package struct RemoteUser: Sendable, Hashable {
    package var remoteID: String
    package var username: String
    /// The display name, if the tracker provides one.
    package var name: String?
    /// The email address, if the tracker shows it.
    package var email: String?
    /// A person, a program or a team.
    package var kind: UserKind
    /// Whether the account is enabled.
    package var active: Bool
    /// The URL of the user's page.
    package var url: String?
    /// The URL of the profile picture.
    package var avatarURL: String?

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
    package var user: RemoteUser
    /// The tracker's name for the member's role.
    package var role: String
    /// Whether the membership is in effect.
    package var active: Bool

    package init(user: RemoteUser, role: String, active: Bool = true) {
        self.user = user
        self.role = role
        self.active = active
    }
}

/// A comment on a ticket.
package struct RemoteComment: Sendable, Hashable {
    package var remoteID: String
    /// The thread it belongs to; nil if the tracker has no threads.
    package var threadID: String?
    package var author: RemoteUser?
    package var body: String
    /// The URL of the comment's page.
    package var url: String?
    /// Whether only the project's team can see it.
    package var isInternal: Bool
    /// Whether the tracker generated it.
    package var isSystem: Bool
    /// Creation time.
    package var createdAt: Timestamp
    /// Time of the last change.
    package var updatedAt: Timestamp
    package var remoteData: JSON
    /// Whether the tracker provides no usable time. ``createdAt`` and ``updatedAt`` are then
    /// ``Ticket/unknownTime``: the mirror keeps its present times, or uses the time at which it first sees the
    /// comment.
    package var lacksTimes = false

    /// Time of the last change; nil if the tracker provides no usable time.
    package var changedAt: Timestamp? { lacksTimes ? nil : updatedAt }

    /// Sets the required fields; set the others afterwards.
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

/// A project as reported by the tracker.
package struct RemoteProject: Sendable, Hashable {
    package var remoteID: String
    /// The path that a channel uses: `owner/name`, or the id of a board.
    package var path: String
    /// The display name.
    package var name: String
    /// The project's purpose.
    package var description: String?
    /// A repository, a board or a project of an error tracker.
    package var kind: ProjectKind
    /// The URL of the project's page.
    package var url: String?
    /// Whether the project's tickets are read-only.
    package var archived: Bool
    /// The number of tickets, open and closed, if the tracker reports it.
    package var ticketCount: Int?
    /// Creation time.
    package var createdAt: Timestamp?
    /// Time of the last change.
    package var updatedAt: Timestamp?

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

/// A file attached to a ticket.
package struct RemoteAttachment: Sendable, Hashable {
    package var remoteID: String
    package var filename: String
    /// The media type, if known.
    package var contentType: String?
    /// The size in bytes, if known.
    package var size: Int64?
    /// The URL of the content.
    package var url: String
    /// Upload time.
    package var createdAt: Timestamp?
    /// The uploader.
    package var author: RemoteUser?

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
