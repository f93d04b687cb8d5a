import HTTPKit
import HTTPTypes
import Primitives

/// The complete state of the fake.
struct FakeState: Sendable {
    let isSentry: Bool
    var nextIssue: Int64
    let ingestDelay: Duration
    let deletionDelay: Duration
    var nextComment: Int64 = 1
    var nextAlert: Int64 = 1
    var tokens: Set<String> = []
    var organizations: [Organization] = []
    var accounts: [Account] = []
    var teams: [Team] = []
    var projects: [Project] = []
    var issues: [Int64: Issue] = [:]
    var alerts: [Alert] = []
    /// Events that were received but not processed yet.
    var pending: [PendingEvent] = []
    /// The ids of all received events.
    var eventIDs: Set<String> = []

    init(isSentry: Bool, nextIssue: Int64, ingestDelay: Duration, deletionDelay: Duration) {
        self.isSentry = isSentry
        self.nextIssue = nextIssue
        self.ingestDelay = ingestDelay
        self.deletionDelay = deletionDelay
    }

    /// Checks the token. Only the `Bearer` scheme is accepted.
    func authenticate(_ call: FakeCall) throws(FakeFailure) {
        guard let value = call.headers[.authorization], value.hasPrefix("Bearer "),
            tokens.contains(String(value.dropFirst(7)))
        else {
            throw .unauthorized(isSentry)
        }
    }

    /// A project by organisation and slug; nil if it does not exist.
    func project(_ organization: String, _ slug: String) throws(FakeFailure) -> Project? {
        guard organizations.contains(where: { $0.slug == organization }) else { throw .notFound(isSentry) }
        return projects.first { $0.organization == organization && $0.slug == slug }
    }

    /// The project in the first two route wildcards, which must exist.
    func requiredProject(_ call: FakeCall) throws(FakeFailure) -> Project {
        guard let project = try project(call[0], call[1]) else { throw .notFound(isSentry) }
        return project
    }

    /// An issue by its id in the path. Deleted issues remain visible for ``deletionDelay``.
    func issue(_ text: String, at now: Timestamp) throws(FakeFailure) -> Issue {
        guard let id = Int64(text), let issue = issues[id], issue.deletedAt.map({ now < $0 + deletionDelay }) ?? true
        else {
            throw .notFound(isSentry)
        }
        return issue
    }
}

/// A team of an organisation, which has access to all projects.
struct Team: Sendable {
    var id: Int64
    var slug: String
}

struct Organization: Sendable {
    var id: Int64
    var slug: String
    var name: String
}

struct Account: Sendable {
    var id: Int64
    var email: String
    var name: String
}

struct Project: Sendable {
    var id: Int64
    var organization: String
    var slug: String
    var name: String
    var publicKey: String
    var issueCount: Int64 = 0
    var path: String { "\(organization)/\(slug)" }
}

struct Issue: Sendable {
    var id: Int64
    var project: Int64
    /// The number in the project.
    var number: Int64
    var title: String
    var type: String
    var level: String
    var status = "unresolved"
    var culprit: String
    var metadata: JSON
    var fingerprint: String
    var firstSeen: Timestamp
    var lastSeen: Timestamp
    var events: [Event] = []
    var comments: [Comment] = []
    var assignee: Account?
    var team: Team?
    var deletedAt: Timestamp?

    struct Event: Sendable {
        var id: String
        var payload: JSON
        var received: Timestamp
    }

    struct Comment: Sendable {
        var id: Int64
        var text: String
        var createdAt: Timestamp
    }
}

struct Alert: Sendable {
    var id: Int64
    var project: String
    var body: JSON
    var urls: [String] { (body["alertRecipients"]?.arrayValue ?? []).compactMap { $0["url"]?.stringValue } }
}

struct PendingEvent: Sendable {
    var project: Int64
    var event: JSON
    var received: Timestamp
}
