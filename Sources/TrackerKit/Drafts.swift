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
