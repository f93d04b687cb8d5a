public import Primitives

/// One occurrence of an error ticket: an event that its tracker counts among the ticket's ``RemoteTicket/occurrences``.
public struct RemoteOccurrence: Sendable, Hashable {
    /// The tracker's identifier.
    public var remoteID: String
    /// The page for people.
    public var url: String?
    /// One line.
    public var title: String?
    /// What was logged, where something was.
    public var message: String?
    /// How bad it was, where the tracker says.
    public var severity: Severity?
    /// When it happened, by the sender's clock.
    public var occurredAt: Timestamp
    /// When the tracker had it.
    public var receivedAt: Timestamp?
    /// The release that it happened in.
    public var release: String?
    /// Where that release ran: `production`.
    public var environment: String?
    /// What the program is written in.
    public var platform: String?
    /// Where it happened, in one line: a function, a route.
    public var culprit: String?
    /// Who met it, as far as the tracker shows. Personal: nothing for a log.
    public var user: OccurrenceUser?
    /// What the sender put on it, by name.
    public var tags: [OccurrenceTag]
    /// What was thrown: the last one first, then what led to it.
    public var exceptions: [OccurrenceException]

    /// Makes an occurrence; the rest is set after.
    public init(remoteID: String, occurredAt: Timestamp) {
        self.remoteID = remoteID
        self.occurredAt = occurredAt
        self.tags = []
        self.exceptions = []
    }
}

/// Who met an error: a user of the program, not of the tracker.
public struct OccurrenceUser: Sendable, Hashable {
    /// The program's identifier.
    public var id: String?
    /// The login.
    public var username: String?
    /// The name for people.
    public var name: String?
    /// The address.
    public var email: String?
    /// The network address.
    public var ipAddress: String?

    /// Makes a user that nothing is known of.
    public init() {}
}

/// A name and a value that the sender put on an event.
public struct OccurrenceTag: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String

    /// Makes a tag.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Something that was thrown.
public struct OccurrenceException: Sendable, Hashable {
    /// Its class.
    public var type: String?
    /// Its text.
    public var value: String?
    /// The calls that led to it: the innermost first.
    public var frames: [OccurrenceFrame]

    /// Makes an exception.
    public init(type: String?, value: String?, frames: [OccurrenceFrame] = []) {
        self.type = type
        self.value = value
        self.frames = frames
    }
}

/// One call of a stack trace.
public struct OccurrenceFrame: Sendable, Hashable {
    /// What was called.
    public var function: String?
    /// The module or package that it is in.
    public var module: String?
    /// The file, as short as the sender gives it.
    public var file: String?
    /// The line.
    public var line: Int64?
    /// The column.
    public var column: Int64?
    /// Whether it is the application's own code; false where the tracker does not say.
    public var isInApp: Bool
    /// The line of code, where the tracker has it.
    public var code: String?

    /// Makes a call of which nothing more is known; the rest is set after.
    public init(function: String?, isInApp: Bool = false) {
        self.function = function
        self.isInApp = isInApp
    }
}
