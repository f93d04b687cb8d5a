/// Who has which connection, without I/O: takes and gives back, opens as many as are wanted, up to a limit.
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

    /// An idle connection, the preferred kind if there is one, else the one used last. While somebody waits there is
    /// none.
    mutating func take(preferring isPreferred: (Connection) -> Bool) -> Connection? {
        guard let index = idle.lastIndex(where: isPreferred) ?? idle.indices.last else { return nil }
        leased += 1
        return idle.remove(at: index)
    }

    /// Queues a waiter, unless a connection came back since it found none: nobody would hand it that one.
    mutating func wait(_ waiter: Waiter) -> Place {
        if let connection = take(preferring: { _ in false }) { return .served(connection) }
        lastID += 1
        waiters.append((lastID, waiter))
        return .queued(lastID)
    }

    /// What became of somebody who came to wait.
    enum Place {
        /// It has this connection.
        case served(Connection)
        /// It waits; the identifier withdraws it.
        case queued(Int)
    }

    /// Takes a waiter out; nil when it was served.
    mutating func withdraw(_ id: Int) -> Waiter? {
        waiters.firstIndex { $0.id == id }.map { waiters.remove(at: $0).waiter }
    }

    /// Takes all waiters out.
    mutating func withdrawAll() -> [Waiter] {
        defer { waiters.removeAll() }
        return waiters.map(\.waiter)
    }

    /// Whether one more connection should be opened now; it counts as opening then.
    mutating func shouldOpen() -> Bool {
        guard !isClosed, opening < waiters.count, total < limit else { return false }
        opening += 1
        return true
    }

    /// A connection was opened: who gets it, nil when it is idle now.
    mutating func opened(_ connection: Connection) -> Waiter? {
        opening -= 1
        return hand(connection)
    }

    /// A connection could not be opened.
    mutating func openingFailed() {
        opening -= 1
    }

    /// A connection was given back: who gets it, nil when it is idle now.
    mutating func release(_ connection: Connection) -> Waiter? {
        leased -= 1
        return hand(connection)
    }

    /// A connection in use is not given back but gone.
    mutating func dropLeased() {
        leased -= 1
    }

    /// A connection broke: takes it out if it was idle.
    mutating func dropIdle(_ connection: Connection) {
        idle.removeAll { $0 === connection }
    }

    /// Takes no more; returns what was idle.
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
