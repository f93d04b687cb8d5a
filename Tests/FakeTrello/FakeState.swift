import Primitives

/// The complete state of the fake.
struct FakeState: Sendable {
    /// The number of calls per token in ten seconds.
    let tokenLimit: Int
    /// Returns the status of a HEAD request to the callback URL of a new webhook.
    let head: @Sendable (String) -> Int
    var accounts: [String: FakeAccount] = [:]
    /// The applications' API keys.
    var keys: Set<String> = []
    /// The account ids by token.
    var tokens: [String: String] = [:]
    /// The tokens without write permission.
    var readOnlyTokens: Set<String> = []
    var boards: [String: FakeBoard] = [:]
    var cards: [String: FakeCard] = [:]
    /// All recorded actions, oldest first.
    var actions: [FakeAction] = []
    var webhooks: [String: FakeWebhook] = [:]
    /// Whether changing a card's labels leaves the time of its last activity unchanged.
    var labelsAreQuiet = false
    /// The calls in the current window, by token.
    var usage: [String: (used: Int, began: Timestamp)] = [:]
    private var counter = 0

    init(tokenLimit: Int, head: @escaping @Sendable (String) -> Int) {
        self.tokenLimit = tokenLimit
        self.head = head
    }

    /// A new, unused id. Its first four bytes are the time.
    mutating func newID(_ now: Timestamp) -> String {
        counter += 1
        return Self.hexadecimal(now.seconds, 8) + Self.hexadecimal(Int64(counter), 16)
    }

    private static func hexadecimal(_ number: Int64, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    /// The short link of a board or card.
    static func shortLink(_ id: String) -> String { "S" + id.suffix(7) }
}

struct FakeAccount: Sendable, Hashable {
    var id: String
    var username: String
    var fullName: String
}

struct FakeBoard: Sendable {
    var id: String
    var name: String
    var desc = ""
    var closed = false
    var lists: [FakeList] = []
    var labels: [FakeLabel] = []
    /// Account ids and roles (`admin`, `normal`, `observer`), in the order in which the members joined.
    var members: [(id: String, role: String)] = []
    var customFields: [JSON] = []
    var nextNumber: Int64 = 1
    var dateLastActivity: Timestamp

    var shortLink: String { FakeState.shortLink(id) }
}

struct FakeList: Sendable, Hashable {
    var id: String
    var name: String
    var closed = false
    var pos: Double
}

struct FakeLabel: Sendable, Hashable {
    var id: String
    var name: String
    var color: String?
}

struct FakeCard: Sendable {
    var id: String
    var idBoard: String
    var idShort: Int64
    var idList: String
    var name: String
    var desc = ""
    var closed = false
    var dueComplete = false
    var due: Timestamp?
    var isTemplate = false
    var cardRole: String?
    var idMembers: [String] = []
    var idLabels: [String] = []
    var subscribers: Set<String> = []
    var attachments: [FakeAttachment] = []
    var checklists: [JSON] = []
    var customFieldItems: [JSON] = []
    var dateLastActivity: Timestamp
    var dateClosed: Timestamp?
    var dateCompleted: Timestamp?

    var shortLink: String { FakeState.shortLink(id) }
}

struct FakeAttachment: Sendable {
    var id: String
    var name: String
    var mimeType: String?
    var url: String
    /// Nil for a link to another site.
    var content: [UInt8]?
    var date: Timestamp
    var idMember: String
}

struct FakeAction: Sendable {
    var id: String
    var type: String
    var date: Timestamp
    var account: FakeAccount
    var idBoard: String
    var idCard: String?
    /// The action's `data`, without card and board.
    var data: [String: JSON]
    /// The card inside the action.
    var card: JSON?

    /// The names for filters: the type, and for changes also `updateCard:closed` and the like.
    var names: Set<String> { Set([type] + (data["old"]?.objectValue?.keys.map { "\(type):\($0)" } ?? [])) }
}

struct FakeWebhook: Sendable {
    var id: String
    var token: String
    var idModel: String
    var callbackURL: String
    var description: String
    var active = true
    var consecutiveFailures: Int64 = 0
    var firstConsecutiveFailDate: Timestamp?
}
