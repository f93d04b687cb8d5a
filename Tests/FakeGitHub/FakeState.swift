import Primitives

/// The complete state of the fake.
struct FakeState: Sendable {
    private var nextID: Int64
    let hourlyLimit: Int
    var accounts: [Int64: Account] = [:]
    /// The account ids by personal access token.
    var tokens: [String: Int64] = [:]
    var repositories: [Int64: Repository] = [:]
    /// The Apps by App id.
    var apps: [String: FakeApp] = [:]
    var installationTokens: [String: FakeInstallationToken] = [:]
    /// The calls in the current hour, by credential.
    var usage: [String: Usage] = [:]
    /// Whether lists repeat the last row of a page on the next one, as happens when a row is added between two
    /// requests.
    var repeatsRows = false

    init(nextID: Int64, hourlyLimit: Int) {
        self.nextID = nextID
        self.hourlyLimit = hourlyLimit
    }

    /// A new, unused id.
    mutating func newID() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }
}

struct Account: Sendable, Hashable {
    var id: Int64
    var login: String
    var name: String?
    var email: String?
    var type = "User"
}

/// A repository with all of its contents.
struct Repository: Sendable {
    var id: Int64
    var owner: Account
    var name: String
    /// Former full names, in lower case.
    var formerNames: Set<String> = []
    var description: String?
    var isPrivate = false
    var isArchived = false
    var hasIssues = true
    /// The roles by login in lower case: `read`, `triage`, `write`, `maintain`, `admin`.
    var roles: [String: String] = [:]
    var invitations: [Invitation] = []
    var issues: [Int64: Issue] = [:]
    var deletedNumbers: Set<Int64> = []
    /// The new locations of transferred issues, by their former numbers.
    var transferred: [Int64: Transfer] = [:]
    var nextNumber: Int64 = 1
    var labels: [Label] = []
    var milestones: [Milestone] = []
    var hooks: [Int64: JSON] = [:]
    /// The contents of the files on the default branch, by path.
    var files: [String: [UInt8]] = [:]
    var createdAt: Timestamp
    var updatedAt: Timestamp

    var fullName: String { "\(owner.login)/\(name)" }

    struct Transfer: Sendable {
        var repository: Int64
        var number: Int64
    }

    struct Invitation: Sendable {
        var id: Int64
        var invitee: Account
        var permission: String
        var createdAt: Timestamp
    }

    struct Label: Sendable, Hashable {
        var id: Int64
        var name: String
        var color: String
        var description: String?
    }

    struct Milestone: Sendable, Hashable {
        var id: Int64
        var number: Int64
        var title: String
        var description: String?
        var state = "open"
        var dueOn: Timestamp?
        var creator: Account?
        var createdAt: Timestamp
        var updatedAt: Timestamp
        var closedAt: Timestamp?
    }

    struct Issue: Sendable {
        var id: Int64
        var number: Int64
        var title: String
        var body: String?
        var state = "open"
        var stateReason: String?
        /// Nil if the account was deleted.
        var author: Account?
        var assignees: [Account] = []
        var labelIDs: [Int64] = []
        var milestone: Int64?
        var isLocked = false
        var lockReason: String?
        var comments: [Comment] = []
        var createdAt: Timestamp
        var updatedAt: Timestamp
        var closedAt: Timestamp?
        var isPullRequest = false
        var type: String?
        var parent: Int64?
        var subscribers: Set<Int64> = []
    }

    struct Comment: Sendable {
        var id: Int64
        var body: String?
        var author: Account?
        var createdAt: Timestamp
        var updatedAt: Timestamp
    }
}

/// The calls of a credential since the beginning of the hour.
struct Usage: Sendable {
    var used = 0
    var hourBegan: Timestamp
}
