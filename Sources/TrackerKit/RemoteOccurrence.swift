package import Primitives

/// One occurrence of an error ticket: an event that its tracker counts among the ticket's ``RemoteTicket/occurrences``.
package struct RemoteOccurrence: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// The page for people.
    package var url: String?
    /// One line.
    package var title: String?
    /// What was logged, where something was.
    package var message: String?
    /// How bad it was, where the tracker says.
    package var severity: Severity?
    /// When it happened, by the sender's clock.
    package var occurredAt: Timestamp
    /// When the tracker had it.
    package var receivedAt: Timestamp?
    /// The release that it happened in.
    package var release: String?
    /// Where that release ran: `production`.
    package var environment: String?
    /// What the program is written in.
    package var platform: String?
    /// Where it happened, in one line: a function, a route.
    package var culprit: String?
    /// Who met it, as far as the tracker shows. Personal: nothing for a log.
    package var user: OccurrenceUser?
    /// What the sender put on it, by name.
    package var tags: [OccurrenceTag]
    /// What was thrown: the last one first, then what led to it.
    package var exceptions: [OccurrenceException]

    /// Makes an occurrence; the rest is set after.
    package init(remoteID: String, occurredAt: Timestamp) {
        self.remoteID = remoteID
        self.occurredAt = occurredAt
        self.tags = []
        self.exceptions = []
    }
}

/// Who met an error: a user of the program, not of the tracker.
package struct OccurrenceUser: Sendable, Hashable {
    /// The program's identifier.
    package var id: String?
    /// The login.
    package var username: String?
    /// The name for people.
    package var name: String?
    /// The address.
    package var email: String?
    /// The network address.
    package var ipAddress: String?

    /// Makes a user that nothing is known of.
    package init() {}
}

/// A name and a value that the sender put on an event.
package struct OccurrenceTag: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// Its value.
    package var value: String

    /// Makes a tag.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Something that was thrown.
package struct OccurrenceException: Sendable, Hashable {
    /// Its class.
    package var type: String?
    /// Its text.
    package var value: String?
    /// The calls that led to it: the innermost first.
    package var frames: [OccurrenceFrame]

    /// Makes an exception.
    package init(type: String?, value: String?, frames: [OccurrenceFrame] = []) {
        self.type = type
        self.value = value
        self.frames = frames
    }
}

/// One call of a stack trace.
package struct OccurrenceFrame: Sendable, Hashable {
    /// What was called.
    package var function: String?
    /// The module or package that it is in.
    package var module: String?
    /// The file, as short as the sender gives it.
    package var file: String?
    /// The line.
    package var line: Int64?
    /// The column.
    package var column: Int64?
    /// Whether it is the application's own code; false where the tracker does not say.
    package var isInApp: Bool
    /// The line of code, where the tracker has it.
    package var code: String?

    /// Makes a call of which nothing more is known; the rest is set after.
    package init(function: String?, isInApp: Bool = false) {
        self.function = function
        self.isInApp = isInApp
    }
}
