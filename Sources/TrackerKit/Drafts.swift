package import Primitives

/// A field of a change: left as it is, or set (to nothing, where the value is optional).
package enum Change<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Not named.
    case unchanged
    /// Set to this.
    case set(Value)

    /// The new value, or nil when unchanged.
    package var value: Value? { if case .set(let value) = self { value } else { nil } }

    /// Whether it was named.
    package var isSet: Bool { self != .unchanged }
}

/// Where a ticket should stand: the gateway's word or the tracker's own, never both.
package enum StatusChange: Sendable, Hashable {
    /// In the gateway's words, with the reason where it closes.
    case status(TicketStatus, Resolution?)
    /// The tracker's own identifier.
    case raw(id: String)
}

/// A ticket to make.
package struct TicketDraft: Sendable, Hashable {
    /// One line; never empty.
    package var title: String
    /// The text.
    package var body: String
    /// What it is about.
    package var kind: TicketKind?
    /// Where it stands; nil for the tracker's first status.
    package var status: StatusChange?
    /// How soon.
    package var priority: Priority?
    /// How bad.
    package var severity: Severity?
    /// Logins.
    package var assignees: [String]
    /// Label names.
    package var labels: [String]
    /// The milestone's title or identifier.
    package var milestone: String?
    /// The key of the ticket above it.
    package var parent: String?
    /// When it should be done.
    package var dueAt: Timestamp?
    /// Only for members with the right to it.
    package var confidential: Bool?

    /// Makes a draft; the rest is set after.
    package init(title: String, body: String = "") {
        self.title = title
        self.body = body
        assignees = []
        labels = []
    }
}

/// What to change on a ticket; what is not named stays.
package struct TicketPatch: Sendable, Hashable {
    /// One line; never empty.
    package var title: Change<String> = .unchanged
    /// The text.
    package var body: Change<String> = .unchanged
    /// What it is about.
    package var kind: Change<TicketKind> = .unchanged
    /// Where it stands.
    package var status: Change<StatusChange> = .unchanged
    /// How soon.
    package var priority: Change<Priority> = .unchanged
    /// How bad.
    package var severity: Change<Severity?> = .unchanged
    /// The logins that replace the present ones.
    package var assignees: Change<[String]> = .unchanged
    /// The label names that replace the present ones.
    package var labels: Change<[String]> = .unchanged
    /// Labels to add, whatever else is there.
    package var addLabels: [String] = []
    /// Labels to take away, whatever else is there.
    package var removeLabels: [String] = []
    /// The milestone's title or identifier.
    package var milestone: Change<String?> = .unchanged
    /// The key of the ticket above it.
    package var parent: Change<String?> = .unchanged
    /// When it should be done.
    package var dueAt: Change<Timestamp?> = .unchanged
    /// Only for members with the right to it.
    package var confidential: Change<Bool> = .unchanged
    /// Whether the conversation is locked.
    package var locked: Change<Bool> = .unchanged

    /// Makes a patch that changes nothing.
    package init() {}

    /// Whether nothing is named.
    package var isEmpty: Bool { self == TicketPatch() }
}

/// A comment to make.
package struct CommentDraft: Sendable, Hashable {
    /// The text; never empty.
    package var body: String
    /// The thread to continue; nil starts one or, where there are none, just comments.
    package var threadID: String?
    /// Only for the team.
    package var isInternal: Bool

    /// Makes a draft.
    package init(body: String, threadID: String? = nil, isInternal: Bool = false) {
        self.body = body
        self.threadID = threadID
        self.isInternal = isInternal
    }
}

/// A label to make, or what to change on one.
package struct LabelDraft: Sendable, Hashable {
    /// Its name.
    package var name: Change<String> = .unchanged
    /// Six hexadecimal digits.
    package var color: Change<String?> = .unchanged
    /// What it is for.
    package var description: Change<String?> = .unchanged

    /// Makes a draft that names nothing.
    package init() {}
}

/// A milestone to make, or what to change on one.
package struct MilestoneDraft: Sendable, Hashable {
    /// Its title.
    package var title: Change<String> = .unchanged
    /// What it is for.
    package var description: Change<String?> = .unchanged
    /// Open or closed.
    package var state: Change<TicketState> = .unchanged
    /// When it should be reached.
    package var dueAt: Change<Timestamp?> = .unchanged

    /// Makes a draft that names nothing.
    package init() {}
}

/// A file to add to a ticket.
package struct AttachmentDraft: Sendable, Hashable {
    /// Its name.
    package var filename: String
    /// Its media type.
    package var contentType: String
    /// Its bytes.
    package var content: [UInt8]

    /// Makes a draft.
    package init(filename: String, contentType: String, content: [UInt8]) {
        self.filename = filename
        self.contentType = contentType
        self.content = content
    }
}
