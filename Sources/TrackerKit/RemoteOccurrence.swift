package import Primitives
/// One occurrence of an error ticket: an event counted in the ticket's ``Ticket/occurrences``.
package struct RemoteOccurrence: Sendable, Hashable {
    package var remoteID: String
    /// The URL of the occurrence's page.
    package var url: String?
    /// A single line.
    package var title: String?
    /// The logged message, if any.
    package var message: String?
    /// The severity, if the tracker reports one.
    package var severity: Severity?
    /// When it happened, by the sender's clock.
    package var occurredAt: Timestamp
    /// When the tracker received it.
    package var receivedAt: Timestamp?
    /// The release of the program.
    package var release: String?
    /// The environment of the program, such as `production`.
    package var environment: String?
    /// The programming language or platform of the program.
    package var platform: String?
    /// Where it happened, in one line: a function or a route.
    package var culprit: String?
    /// The affected user, as far as the tracker shows it. Personal data: never log it.
    package var user: OccurrenceUser?
    /// The tags set by the sender, ordered by name.
    package var tags: [OccurrenceTag]
    /// The exception chain: the last one thrown first, then its causes.
    package var exceptions: [OccurrenceException]

    /// Sets the required fields; set the others afterwards.
    package init(remoteID: String, occurredAt: Timestamp) {
        self.remoteID = remoteID
        self.occurredAt = occurredAt
        self.tags = []
        self.exceptions = []
    }
}

/// The user affected by an error: a user of the program, not of the tracker.
package struct OccurrenceUser: Sendable, Hashable {
    /// The program's identifier of the user.
    package var id: String?
    package var username: String?
    package var name: String?
    package var email: String?
    package var ipAddress: String?

    package init() {}
}

/// A name and value that the sender attached to an event.
package struct OccurrenceTag: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// An exception that was thrown.
package struct OccurrenceException: Sendable, Hashable {
    /// The class of the exception.
    package var type: String?
    /// The message.
    package var value: String?
    /// The stack trace, innermost call first.
    package var frames: [OccurrenceFrame]

    package init(type: String?, value: String?, frames: [OccurrenceFrame] = []) {
        self.type = type
        self.value = value
        self.frames = frames
    }
}

/// One call of a stack trace.
package struct OccurrenceFrame: Sendable, Hashable {
    /// The function called.
    package var function: String?
    package var module: String?
    /// The file, in the shortest form the sender provides.
    package var file: String?
    /// Line number, from 1.
    package var line: Int64?
    /// Column number.
    package var column: Int64?
    /// Whether it is the application's own code; false if the tracker does not report it.
    package var isInApp: Bool
    /// The source line, if the tracker has it.
    package var code: String?

    /// Sets the required fields; set the others afterwards.
    package init(function: String?, isInApp: Bool = false) {
        self.function = function
        self.isInApp = isInApp
    }
}
