import Primitives

/// The complete state of the fake.
struct FakeState: Sendable {
    private var nextID: Int64
    let limits: FakeLimits
    var accounts: [Int64: Account] = [:]
    /// The account ids by token.
    var tokens: [String: Int64] = [:]
    var projects: [Int64: Project] = [:]
    /// The calls in the current minute, by credential.
    var usage: [String: (used: Int, minuteBegan: Timestamp)] = [:]

    init(nextID: Int64, limits: FakeLimits) {
        self.nextID = nextID
        self.limits = limits
    }

    /// A new, unused id.
    mutating func newID() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }
}

struct Account: Sendable, Hashable {
    var id: Int64
    var username: String
    var name: String
    var email: String?
    var publicEmail: String?
    var isAdmin = false
    var isBot = false
    /// The account's names at external identity providers.
    var identities: [String: String] = [:]
}

/// A project with all of its contents.
struct Project: Sendable {
    var id: Int64
    var path: String
    /// Former paths, in lower case.
    var formerPaths: Set<String> = []
    var isPrivate = false
    var hasIssues = true
    /// The access levels by account id.
    var members: [Int64: Int64] = [:]
    /// The access levels in the project's group, by account id.
    var groupMembers: [Int64: Int64] = [:]
    var issues: [Int64: Issue] = [:]
    var nextIID: Int64 = 1
    var labels: [Label] = []
    var milestones: [Milestone] = []
    var uploads: [Upload] = []
    var hooks: [Int64: JSON] = [:]
    /// The contents of the issue templates, by name.
    var issueTemplates: [String: String] = [:]
    var createdAt: Timestamp

    struct Label: Sendable, Hashable {
        var id: Int64
        var name: String
        var color: String
        var description: String?
        var isGroup = false
    }

    struct Milestone: Sendable, Hashable {
        var id: Int64
        var iid: Int64
        var title: String
        var description: String?
        var isClosed = false
        var dueDate: String?
        var isGroup = false
        var createdAt: Timestamp
        var updatedAt: Timestamp
    }

    struct Issue: Sendable {
        var id: Int64
        var iid: Int64
        var title: String
        var description: String?
        var isClosed = false
        var author: Account?
        var assignees: [Int64] = []
        var labelIDs: [Int64] = []
        var milestone: Int64?
        var dueDate: String?
        var estimateSeconds: Int64 = 0
        var isConfidential = false
        var isLocked = false
        var type = "issue"
        var discussions: [Discussion] = []
        var subscribers: Set<Int64> = []
        var createdAt: Timestamp
        var updatedAt: Timestamp
        var closedAt: Timestamp?
    }

    struct Discussion: Sendable {
        var id: String
        var isIndividual: Bool
        var notes: [Note]
    }

    struct Note: Sendable {
        var id: Int64
        var body: String
        var author: Account?
        var isSystem = false
        var isInternal = false
        var createdAt: Timestamp
        var updatedAt: Timestamp
    }

    struct Upload: Sendable {
        var id: Int64
        var secret: String
        var filename: String
        var contentType: String
        var content: [UInt8]
        var uploader: Account?
        var createdAt: Timestamp
    }
}

/// The access levels with their documented numbers.
enum Access {
    static let guest: Int64 = 10, reporter: Int64 = 20, developer: Int64 = 30, maintainer: Int64 = 40, owner: Int64 = 50
    static let all: Set<Int64> = [5, 10, 15, 20, 30, 40, 50]
}
