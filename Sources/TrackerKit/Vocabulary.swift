/// Where a ticket stands, in the gateway's words.
package enum TicketStatus: String, Sendable, Hashable, CaseIterable {
    /// Not begun.
    case open
    /// Somebody works on it.
    case inProgress = "in_progress"
    /// Waiting for something.
    case onHold = "on_hold"
    /// Finished.
    case done
    /// Will not be worked on.
    case ignored
    /// The tracker's word has no counterpart here; see `statusRaw`.
    case unknown

    /// Closed for ``done`` and ``ignored`` only.
    package var state: TicketState { self == .done || self == .ignored ? .closed : .open }
}

/// Whether a ticket still wants attention.
package enum TicketState: String, Sendable, Hashable, CaseIterable {
    /// It does.
    case open
    /// It does not.
    case closed
}

/// Why a ticket was closed.
package enum Resolution: String, Sendable, Hashable, CaseIterable {
    /// The work was done.
    case completed
    /// It will not be done.
    case notPlanned = "not_planned"
    /// Another ticket says the same.
    case duplicate
    /// The tracker does not say, or says something else.
    case unknown
}

/// How soon a ticket wants attention.
package enum Priority: String, Sendable, Hashable, CaseIterable {
    /// Now.
    case urgent
    /// Soon.
    case high
    /// In its turn.
    case normal
    /// Some time.
    case low
    /// Not said.
    case none
}

/// How bad an error is.
package enum Severity: String, Sendable, Hashable, CaseIterable {
    /// The program ended.
    case fatal
    /// Something failed.
    case error
    /// Something is odd.
    case warning
    /// For information.
    case info
    /// For developers.
    case debug
}

/// What a ticket is about.
package enum TicketKind: String, Sendable, Hashable, CaseIterable {
    /// The usual.
    case issue
    /// A defect.
    case bug
    /// Work to do.
    case task
    /// A part of another ticket.
    case subtask
    /// Something is down.
    case incident
    /// A group of equal errors.
    case error
    /// A monitoring alert.
    case alert
    /// Anything else.
    case other
}

/// How a body is written.
package enum BodyFormat: String, Sendable, Hashable, CaseIterable {
    /// Markdown of the tracker's flavour.
    case markdown
    /// Plain text.
    case text
    /// HTML.
    case html
}

/// What kind of place tickets live in.
package enum ProjectKind: String, Sendable, Hashable, CaseIterable {
    /// A code repository.
    case repo
    /// A board of lists.
    case board
    /// A project of an error tracker.
    case errorProject = "error_project"
}

/// Who or what a user is.
package enum UserKind: String, Sendable, Hashable, CaseIterable {
    /// A person.
    case human
    /// A program.
    case bot
    /// A group of users.
    case team
}

/// How widely a label applies.
package enum LabelScope: String, Sendable, Hashable, CaseIterable {
    /// In its project.
    case project
    /// In a group of projects.
    case group
    /// In the whole organisation.
    case org
}
