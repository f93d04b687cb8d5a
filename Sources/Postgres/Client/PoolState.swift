/// The connection pool's bookkeeping, without I/O: which connections are idle or lent, who is waiting, and when to open
/// another one, up to a limit.
struct PoolState<Connection: AnyObject, Waiter> {
    private let limit: Int
    private var idle: [Connection] = []
    private var waiters: [(id: Int, waiter: Waiter)] = []
    private var lastID = 0
    private(set) var leased = 0
    private(set) var opening = 0
    private(set) var isClosed = false

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    var idleCount: Int { idle.count }
    var waiting: Int { waiters.count }
    var total: Int { idle.count + leased + opening }

    /// Lends an idle connection: a preferred one if possible, else the most recently used. Never succeeds while tasks
    /// are waiting, because returned connections go to them first.
    mutating func take(preferring isPreferred: (Connection) -> Bool) -> Connection? {
        guard let index = idle.lastIndex(where: isPreferred) ?? idle.indices.last else { return nil }
        leased += 1
        return idle.remove(at: index)
    }

    /// Enqueues a waiter, unless a connection became idle since the caller last looked; otherwise no one would hand it
    /// over.
    mutating func wait(_ waiter: Waiter) -> WaitOutcome {
        if let connection = take(preferring: { _ in false }) { return .served(connection) }
        lastID += 1
        waiters.append((lastID, waiter))
        return .queued(lastID)
    }

    /// The outcome of `wait`.
    enum WaitOutcome {
        /// A connection was idle after all.
        case served(Connection)
        /// The waiter is in the queue; pass the id to `withdraw`.
        case queued(Int)
    }

    /// Removes a waiter from the queue. nil if it has already received a connection.
    mutating func withdraw(_ id: Int) -> Waiter? {
        waiters.firstIndex { $0.id == id }.map { waiters.remove(at: $0).waiter }
    }

    /// Removes all waiters from the queue.
    mutating func withdrawAll() -> [Waiter] {
        defer { waiters.removeAll() }
        return waiters.map(\.waiter)
    }

    /// Whether to open another connection now. If true, it is counted as opening.
    mutating func shouldOpen() -> Bool {
        guard !isClosed, opening < waiters.count, total < limit else { return false }
        opening += 1
        return true
    }

    /// Adds a newly opened connection. Returns the waiter that receives it, or nil if it becomes idle.
    mutating func opened(_ connection: Connection) -> Waiter? {
        opening -= 1
        return hand(connection)
    }

    mutating func openingFailed() {
        opening -= 1
    }

    /// Takes back a connection. Returns the waiter that receives it, or nil if it becomes idle.
    mutating func release(_ connection: Connection) -> Waiter? {
        leased -= 1
        return hand(connection)
    }

    /// Forgets a lent connection that broke and won't be returned.
    mutating func dropLeased() {
        leased -= 1
    }

    /// Removes a broken connection if it was idle.
    mutating func dropIdle(_ connection: Connection) {
        idle.removeAll { $0 === connection }
    }

    /// Stops opening connections and returns the idle ones, for the caller to close.
    mutating func close() -> [Connection] {
        isClosed = true
        defer { idle.removeAll() }
        return idle
    }

    private mutating func hand(_ connection: Connection) -> Waiter? {
        guard !waiters.isEmpty else {
            idle.append(connection)
            return nil
        }
        leased += 1
        return waiters.removeFirst().waiter
    }
}
