import Primitives

/// Everything that the fake remembers.
struct FakeState: Sendable {
    private var nextID: Int64
    let hourlyLimit: Int
    var accounts: [Int64: Account] = [:]
    /// Personal tokens to accounts.
    var tokens: [String: Int64] = [:]
    var repositories: [Int64: Repository] = [:]
    /// App identifiers to the public checks of their tokens.
    var apps: [String: FakeApp] = [:]
    /// Installation tokens.
    var installationTokens: [String: FakeInstallationToken] = [:]
    /// Calls by credential in the present hour.
    var usage: [String: Usage] = [:]
    /// Whether lists repeat the last row of a page on the next one, as happens when something is added meanwhile.
    var repeatsRows = false

    init(nextID: Int64, hourlyLimit: Int) {
        self.nextID = nextID
        self.hourlyLimit = hourlyLimit
    }

    /// An identifier that was never given before.
    mutating func newID() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }
}

/// An account.
struct Account: Sendable, Hashable {
    var id: Int64
    var login: String
    var name: String?
    var email: String?
    var type = "User"
}

/// A repository with everything in it.
struct Repository: Sendable {
    var id: Int64
    var owner: Account
    var name: String
    /// Full names that it had before, in lower case.
    var formerNames: Set<String> = []
    var description: String?
    var isPrivate = false
    var isArchived = false
    var hasIssues = true
    /// Logins (lower case) to roles: `read`, `triage`, `write`, `maintain`, `admin`.
    var roles: [String: String] = [:]
    var invitations: [Invitation] = []
    var issues: [Int64: Issue] = [:]
    var deletedNumbers: Set<Int64> = []
    /// Numbers of issues that were transferred, to where they are now.
    var transferred: [Int64: Transfer] = [:]
    var nextNumber: Int64 = 1
    var labels: [Label] = []
    var milestones: [Milestone] = []
    var hooks: [Int64: JSON] = [:]
    /// Paths to texts, on the default branch.
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
        /// Nil when the account is gone.
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

/// How many calls a credential made since the hour began.
struct Usage: Sendable {
    var used = 0
    var hourBegan: Timestamp
}
