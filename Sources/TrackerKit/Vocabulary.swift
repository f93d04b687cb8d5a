/// The gateway's statuses of a ticket.
package enum TicketStatus: String, Sendable, Hashable, CaseIterable {
    /// Not started.
    case open
    /// Someone is working on it.
    case inProgress = "in_progress"
    /// Blocked or waiting.
    case onHold = "on_hold"
    /// Finished.
    case done
    /// Will not be worked on.
    case ignored
    /// The tracker's status has no equivalent here; see `statusRaw`.
    case unknown

    /// ``done`` and ``ignored`` are closed, all others are open.
    package var state: TicketState { self == .done || self == .ignored ? .closed : .open }
}

package enum TicketState: String, Sendable, Hashable, CaseIterable {
    case open
    case closed
}

/// Why a ticket was closed.
package enum Resolution: String, Sendable, Hashable, CaseIterable {
    /// The work was done.
    case completed
    /// It will not be done.
    case notPlanned = "not_planned"
    /// Another ticket reports the same problem.
    case duplicate
    /// The tracker does not report a resolution, or reports another one.
    case unknown
}

/// The priority of a ticket.
package enum Priority: String, Sendable, Hashable, CaseIterable {
    case urgent
    case high
    case normal
    case low
    /// No priority is set.
    case none
}

/// The severity of an error.
package enum Severity: String, Sendable, Hashable, CaseIterable {
    /// The program terminated.
    case fatal
    /// An operation failed.
    case error
    /// Unexpected, but not an error.
    case warning
    /// Informational.
    case info
    /// Diagnostic output for developers.
    case debug
}

/// The kind of a ticket.
package enum TicketKind: String, Sendable, Hashable, CaseIterable {
    /// The default.
    case issue
    case bug
    /// Work to do.
    case task
    /// A part of another ticket.
    case subtask
    /// An outage.
    case incident
    /// A group of identical errors.
    case error
    /// A monitoring alert.
    case alert
    /// Any other kind.
    case other
}

/// The format of a body.
package enum BodyFormat: String, Sendable, Hashable, CaseIterable {
    /// Markdown in the tracker's flavour.
    case markdown
    case text
    case html
}

/// The kind of a project.
package enum ProjectKind: String, Sendable, Hashable, CaseIterable {
    /// A code repository.
    case repo
    /// A board with lists.
    case board
    /// A project of an error tracker.
    case errorProject = "error_project"
}

/// The kind of a user.
package enum UserKind: String, Sendable, Hashable, CaseIterable {
    /// A person.
    case human
    /// A program.
    case bot
    /// A group of users.
    case team
}

/// Where a label is defined.
package enum LabelScope: String, Sendable, Hashable, CaseIterable {
    /// In the project.
    case project
    /// In a group of projects.
    case group
    /// In the organisation.
    case org
}
