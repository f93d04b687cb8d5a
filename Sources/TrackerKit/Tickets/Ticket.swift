package import Primitives
/// A ticket as reported by its tracker, in the gateway's common model.
package struct Ticket: Sendable, Hashable {
    /// The tracker's own identifier, unique in the tracker.
    package var remoteID: String
    /// The human-readable identifier: number, iid or short id. Unique in the project.
    package var key: String
    /// The URL of the ticket's page.
    package var url: String
    package var kind: TicketKind
    /// A single line.
    package var title: String
    /// Empty if the ticket has none.
    package var body: String
    /// The format of ``body``.
    package var bodyFormat: BodyFormat
    package var status: TicketStatus
    /// The tracker's own status; always kept.
    package var statusRaw: RawStatus
    /// Why it was closed; nil while open.
    package var resolution: Resolution?
    package var priority: Priority
    /// The severity, if the tracker reports one.
    package var severity: Severity?
    /// The creator; nil if the account no longer exists.
    package var author: RemoteUser?
    /// The users assigned to it.
    package var assignees: [RemoteUser]
    /// The names of its labels.
    package var labels: [String]
    package var milestone: MilestoneReference?
    /// The key of the parent ticket.
    package var parent: String?
    /// The due date.
    package var dueAt: Timestamp?
    /// The estimated time for the work, in seconds.
    package var estimateSeconds: Int?
    package var closedAt: Timestamp?
    /// Visible only to members with the permission for confidential tickets.
    package var confidential: Bool
    package var locked: Bool
    /// The number of comments by people.
    package var commentCount: Int
    /// The value by which the tracker groups equal errors.
    package var fingerprint: String?
    /// How often the error occurred.
    package var occurrences: Occurrences?
    /// The project's own fields.
    package var customFields: [CustomField]
    /// Creation time by the tracker's clock.
    package var createdAt: Timestamp
    /// Time of the last change by the tracker's clock.
    package var updatedAt: Timestamp
    /// The tracker's own JSON.
    package var remoteData: JSON
    /// The marker from its creation, if the tracker shows it; never part of the body.
    package var marker: CreationMarker?
    /// Whether the data of the latest event (kind, title, body, fingerprint, fields, release and environment) could not
    /// be read. The mirror then keeps its present values.
    package var lacksEvent = false
    /// Whether the tracker provides no usable time. ``createdAt`` and ``updatedAt`` are then ``unknownTime`` or a
    /// guess: the mirror keeps its present times, or uses the time at which it first sees the ticket.
    package var lacksTimes = false
    /// Whether the tracker did not report ``confidential``, although its tickets can be. The mirror then keeps its
    /// present value, and a ticket that it does not have is confidential.
    package var lacksConfidentiality = false
    /// Whether ``updatedAt`` advances with every change. False if it is the time of the latest error, which does not
    /// show when a person closed or reopened the ticket.
    package var isDatedByChanges = true

    /// The placeholder for a time that the tracker does not provide or that is outside the years 1 to 9999.
    package static let unknownTime = Timestamp(seconds: 0)

    /// Sets the fields that every tracker provides; set the others afterwards.
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
