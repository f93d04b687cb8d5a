/// Something that a tracker may or may not be able to do. What is not declared answers 422 `capability_missing` and
/// names it: never an empty success.
package enum Capability: String, Sendable, Hashable, CaseIterable, Comparable {
    /// List the projects that the credentials may see.
    case listProjects = "projects.list"
    /// Create tickets.
    case createTickets = "tickets.create"
    /// Tickets are created by sending an event, since the tracker has no call for it: beside ``createTickets``, for
    /// callers who mind that such a ticket is a group of events, comes a little later, and counts in the tracker's
    /// quota.
    case createByEvent = "tickets.create_by_event"
    /// Change tickets.
    case updateTickets = "tickets.update"
    /// Change titles and texts.
    case text = "tickets.text"
    /// Delete tickets.
    case deleteTickets = "tickets.delete"
    /// Close and reopen.
    case changeStatus = "tickets.status"
    /// Say why a ticket was closed.
    case resolution = "tickets.resolution"
    /// Assign users.
    case assignees = "tickets.assignees"
    /// Put labels on tickets.
    case ticketLabels = "tickets.labels"
    /// Put tickets into milestones.
    case ticketMilestone = "tickets.milestone"
    /// Keep a priority.
    case priority = "tickets.priority"
    /// Keep a severity.
    case severity = "tickets.severity"
    /// Keep a kind.
    case kind = "tickets.kind"
    /// Keep a due date.
    case dueDate = "tickets.due_at"
    /// Keep an estimated time.
    case estimate = "tickets.estimate_seconds"
    /// Confidential tickets.
    case confidential = "tickets.confidential"
    /// Lock a conversation.
    case lock = "tickets.lock"
    /// A ticket under another one.
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
    /// Comments that only the team may see.
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
    /// Read the files that say how a project's tickets should look.
    case readTemplates = "templates.read"
    /// Subscribe to a ticket.
    case subscribe = "tickets.subscribe"
    /// Read attachments.
    case readAttachments = "attachments.read"
    /// Add attachments.
    case writeAttachments = "attachments.write"
    /// Delete attachments.
    case deleteAttachments = "attachments.delete"
    /// Read the events of an error ticket, one by one.
    case readOccurrences = "occurrences.read"
    /// Find a user by identifier.
    case userByID = "users.by_id"
    /// Find a user by name.
    case userByName = "users.by_name"
    /// Find a user by e-mail address.
    case userByEmail = "users.by_email"
    /// Act in another user's name.
    case actAsUser = "act_as_user"
    /// List only what changed since a moment.
    case incrementalList = "tickets.since"
    /// Register webhooks at the tracker.
    case webhooks = "webhooks"

    /// By name.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
