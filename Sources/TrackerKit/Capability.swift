/// A feature that a tracker may or may not support. A request that needs an undeclared one gets 422
/// `capability_missing` with its name, never an empty success.
package enum Capability: String, Sendable, Hashable, CaseIterable, Comparable {
    /// List the projects that the credentials can access.
    case listProjects = "projects.list"
    /// Create tickets.
    case createTickets = "tickets.create"
    /// Tickets are created by sending an event, because the tracker has no API call for it. Declared in addition to
    /// ``createTickets``, because such a ticket is a group of events, appears with a delay and counts against the
    /// tracker's quota.
    case createByEvent = "tickets.create_by_event"
    /// Change tickets.
    case updateTickets = "tickets.update"
    /// Change titles and bodies.
    case text = "tickets.text"
    /// Delete tickets.
    case deleteTickets = "tickets.delete"
    /// Close and reopen.
    case changeStatus = "tickets.status"
    /// State why a ticket was closed.
    case resolution = "tickets.resolution"
    /// Assign users.
    case assignees = "tickets.assignees"
    /// Set the labels of tickets.
    case ticketLabels = "tickets.labels"
    /// Assign tickets to milestones.
    case ticketMilestone = "tickets.milestone"
    /// Store a priority.
    case priority = "tickets.priority"
    /// Store a severity.
    case severity = "tickets.severity"
    /// Store a kind.
    case kind = "tickets.kind"
    /// Store a due date.
    case dueDate = "tickets.due_at"
    /// Store an estimated time.
    case estimate = "tickets.estimate_seconds"
    /// Confidential tickets.
    case confidential = "tickets.confidential"
    /// Lock the conversation of a ticket.
    case lock = "tickets.lock"
    /// Parent tickets.
    case parent = "tickets.parent"
    /// Read comments.
    case readComments = "comments.read"
    /// Write comments.
    case writeComments = "comments.write"
    /// Change comments.
    case updateComments = "comments.update"
    /// Delete comments.
    case deleteComments = "comments.delete"
    /// Comments in threads.
    case threads = "comments.threads"
    /// Comments that only the project's team can see.
    case internalComments = "comments.internal"
    /// Read the project's labels.
    case readLabels = "labels.read"
    /// Create, change and delete the project's labels.
    case writeLabels = "labels.write"
    /// Read the project's milestones.
    case readMilestones = "milestones.read"
    /// Create, change and delete the project's milestones.
    case writeMilestones = "milestones.write"
    /// Read the project's members.
    case readMembers = "members.read"
    /// Add and remove members.
    case writeMembers = "members.write"
    /// Read the files that describe how a project's tickets should look.
    case readTemplates = "templates.read"
    /// Subscribe to a ticket.
    case subscribe = "tickets.subscribe"
    /// Read attachments.
    case readAttachments = "attachments.read"
    /// Add attachments.
    case writeAttachments = "attachments.write"
    /// Delete attachments.
    case deleteAttachments = "attachments.delete"
    /// Read the individual events of an error ticket.
    case readOccurrences = "occurrences.read"
    /// Find a user by identifier.
    case userByID = "users.by_id"
    /// Find a user by name.
    case userByName = "users.by_name"
    /// Find a user by e-mail address.
    case userByEmail = "users.by_email"
    /// Act on behalf of another user.
    case actAsUser = "act_as_user"
    /// List only the tickets that changed since a given time.
    case incrementalList = "tickets.since"
    /// Register webhooks at the tracker.
    case webhooks = "webhooks"

    /// Orders by raw value.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
