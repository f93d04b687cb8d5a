public import Primitives

/// A field of a change: left as it is, or set (to nothing, where the value is optional).
public enum Change<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Not named.
    case unchanged
    /// Set to this.
    case set(Value)

    /// The new value, or nil when unchanged.
    public var value: Value? { if case .set(let value) = self { value } else { nil } }

    /// Whether it was named.
    public var isSet: Bool { self != .unchanged }
}

/// Where a ticket should stand: the gateway's word or the tracker's own, never both.
public enum StatusChange: Sendable, Hashable {
    /// In the gateway's words, with the reason where it closes.
    case status(TicketStatus, Resolution?)
    /// The tracker's own identifier.
    case raw(id: String)
}

/// A ticket to make.
public struct TicketDraft: Sendable, Hashable {
    /// One line; never empty.
    public var title: String
    /// The text.
    public var body: String
    /// What it is about.
    public var kind: TicketKind?
    /// Where it stands; nil for the tracker's first status.
    public var status: StatusChange?
    /// How soon.
    public var priority: Priority?
    /// How bad.
    public var severity: Severity?
    /// Logins.
    public var assignees: [String]
    /// Label names.
    public var labels: [String]
    /// The milestone's title or identifier.
    public var milestone: String?
    /// The key of the ticket above it.
    public var parent: String?
    /// When it should be done.
    public var dueAt: Timestamp?
    /// Only for members with the right to it.
    public var confidential: Bool?

    /// Makes a draft; the rest is set after.
    public init(title: String, body: String = "") {
        self.title = title
        self.body = body
        assignees = []
        labels = []
    }
}

/// What to change on a ticket; what is not named stays.
public struct TicketPatch: Sendable, Hashable {
    /// One line; never empty.
    public var title: Change<String> = .unchanged
    /// The text.
    public var body: Change<String> = .unchanged
    /// What it is about.
    public var kind: Change<TicketKind> = .unchanged
    /// Where it stands.
    public var status: Change<StatusChange> = .unchanged
    /// How soon.
    public var priority: Change<Priority> = .unchanged
    /// How bad.
    public var severity: Change<Severity?> = .unchanged
    /// The logins that replace the present ones.
    public var assignees: Change<[String]> = .unchanged
    /// The label names that replace the present ones.
    public var labels: Change<[String]> = .unchanged
    /// Labels to add, whatever else is there.
    public var addLabels: [String] = []
    /// Labels to take away, whatever else is there.
    public var removeLabels: [String] = []
    /// The milestone's title or identifier.
    public var milestone: Change<String?> = .unchanged
    /// The key of the ticket above it.
    public var parent: Change<String?> = .unchanged
    /// When it should be done.
    public var dueAt: Change<Timestamp?> = .unchanged
    /// Only for members with the right to it.
    public var confidential: Change<Bool> = .unchanged
    /// Whether the conversation is locked.
    public var locked: Change<Bool> = .unchanged

    /// Makes a patch that changes nothing.
    public init() {}

    /// Whether nothing is named.
    public var isEmpty: Bool { self == TicketPatch() }
}

/// A comment to make.
public struct CommentDraft: Sendable, Hashable {
    /// The text; never empty.
    public var body: String
    /// The thread to continue; nil starts one or, where there are none, just comments.
    public var threadID: String?
    /// Only for the team.
    public var isInternal: Bool

    /// Makes a draft.
    public init(body: String, threadID: String? = nil, isInternal: Bool = false) {
        self.body = body
        self.threadID = threadID
        self.isInternal = isInternal
    }
}

/// A label to make, or what to change on one.
public struct LabelDraft: Sendable, Hashable {
    /// Its name.
    public var name: Change<String> = .unchanged
    /// Six hexadecimal digits.
    public var color: Change<String?> = .unchanged
    /// What it is for.
    public var description: Change<String?> = .unchanged

    /// Makes a draft that names nothing.
    public init() {}
}

/// A milestone to make, or what to change on one.
public struct MilestoneDraft: Sendable, Hashable {
    /// Its title.
    public var title: Change<String> = .unchanged
    /// What it is for.
    public var description: Change<String?> = .unchanged
    /// Open or closed.
    public var state: Change<TicketState> = .unchanged
    /// When it should be reached.
    public var dueAt: Change<Timestamp?> = .unchanged

    /// Makes a draft that names nothing.
    public init() {}
}

/// A file to add to a ticket.
public struct AttachmentDraft: Sendable, Hashable {
    /// Its name.
    public var filename: String
    /// Its media type.
    public var contentType: String
    /// Its bytes.
    public var content: [UInt8]

    /// Makes a draft.
    public init(filename: String, contentType: String, content: [UInt8]) {
        self.filename = filename
        self.contentType = contentType
        self.content = content
    }
}
