import Primitives

/// A field of a change: unchanged, or set to a value (nil clears an optional field).
package enum Change<Value: Sendable & Hashable>: Sendable, Hashable {
    case unchanged
    case set(Value)

    /// The new value; nil if unchanged.
    package var value: Value? { if case .set(let value) = self { value } else { nil } }

    package var isSet: Bool { self != .unchanged }
}

/// The status to set: either one of the gateway's or the tracker's own.
package enum StatusChange: Sendable, Hashable {
    /// One of the gateway's statuses, with the resolution if the ticket is closed.
    case status(TicketStatus, Resolution?)
    /// The tracker's own identifier.
    case raw(id: String)
}

/// A comment to create.
package struct CommentDraft: Sendable, Hashable {
    /// Never empty.
    package var body: String
    /// The thread to continue. Nil starts a thread, or adds a plain comment if the tracker has no threads.
    package var threadID: String?
    /// Whether only the project's team can see it.
    package var isInternal: Bool

    package init(body: String, threadID: String? = nil, isInternal: Bool = false) {
        self.body = body
        self.threadID = threadID
        self.isInternal = isInternal
    }
}

/// A file to add to a ticket.
package struct AttachmentDraft: Sendable, Hashable {
    package var filename: String
    package var contentType: String
    package var content: [UInt8]

    package init(filename: String, contentType: String, content: [UInt8]) {
        self.filename = filename
        self.contentType = contentType
        self.content = content
    }
}
