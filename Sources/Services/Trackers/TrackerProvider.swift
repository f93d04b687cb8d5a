import HTTPKit
public import Models
public import Postgres
public import Primitives
import Repositories
import Synchronization
public import TrackerKit

/// Gives the adapter of a connection: credentials opened, transport paced. Adapters live as long as their connection stays unchanged, so that budgets and breakers last.
public final class TrackerProvider: Sendable {
    private struct Entry: Sendable {
        /// The connection that it was made for.
        let connection: Connection
        let tracker: any IssueTracker
        let upstream: (any Upstream)?
        let checkedAt: Timestamp
    }

    /// How long an adapter is used before its connection is read again: another process may have changed it.
    static let recheckAfter = Duration.seconds(2)

    private let registry: TrackerRegistry
    private let reader: any SQLExecutor
    private let vault: SecretVault
    private let upstreams: any UpstreamFactory
    private let clock: any WallClock
    private let entries = Mutex<[Connection.ID: Entry]>([:])

    /// Makes a provider.
    /// - Parameter reader: where connections are read.
    public init(
        registry: TrackerRegistry, reader: any SQLExecutor, vault: SecretVault, upstreams: any UpstreamFactory, clock: any WallClock
    ) {
        self.registry = registry
        self.reader = reader
        self.vault = vault
        self.upstreams = upstreams
        self.clock = clock
    }

    /// The adapter of a channel's connection, acting for the user that the caller names.
    public func tracker(for channel: Channel, context: CallContext) async throws -> any IssueTracker {
        let tracker = try await tracker(id: channel.connectionID)
        guard let actor = context.actor else { return tracker }
        return try tracker.acting(as: actor)
    }

    /// The adapter of a channel's connection in the connection's own name.
    public func tracker(for channel: Channel) async throws -> any IssueTracker { try await tracker(id: channel.connectionID) }

    /// The adapter of a connection.
    public func tracker(for connection: Connection) throws -> any IssueTracker { try entry(for: connection).tracker }

    /// Whether a kind of tracker takes names of labels for the same that differ only in case.
    func labelNamesIgnoreCase(of kind: TrackerKind) -> Bool { registry[kind]?.labelNamesIgnoreCase ?? false }

    /// How the calls of a connection go in this process; nil for one that calls nobody.
    public func budget(of connection: Connection) throws -> UpstreamBudget? { try entry(for: connection).upstream?.budget }

    /// The same by the connection's identifier; nil also for one that this process has not called yet.
    func budget(of id: Connection.ID) -> UpstreamBudget? { entries.withLock { $0[id]?.upstream }?.budget }

    /// How the calls of every connection go that was used in this process.
    var budgetsByConnection: [(Connection.ID, UpstreamBudget)] {
        entries.withLock { Array($0) }.compactMap { id, entry in entry.upstream.map { (id, $0.budget) } }
    }

    /// The same by name: for metrics.
    public var budgets: [(connection: String, budget: UpstreamBudget)] {
        entries.withLock { Array($0.values) }.compactMap { entry in entry.upstream.map { (entry.connection.slug, $0.budget) } }
    }

    /// Forgets the adapter of a connection that was deleted.
    public func forget(_ id: Connection.ID) { entries.withLock { _ = $0.removeValue(forKey: id) } }

    private func tracker(id: Connection.ID) async throws -> any IssueTracker {
        let now = clock.now()
        if let known = entries.withLock({ $0[id] }), now - known.checkedAt < Self.recheckAfter { return known.tracker }
        guard let connection = try await ConnectionRepository(reader).find(id: id) else { throw ServiceError.notFound("connection") }
        return try entry(for: connection).tracker
    }

    /// The adapter that is there, or a new one when the connection calls elsewhere or with other credentials now.
    private func entry(for connection: Connection) throws -> Entry {
        let now = clock.now()
        if let known = entries.withLock({ $0[connection.id] }), known.connection.callsLike(connection) {
            return keep(Entry(connection: connection, tracker: known.tracker, upstream: known.upstream, checkedAt: now))
        }
        return keep(try make(for: connection, at: now))
    }

    /// Keeps an entry unless another call kept an equal or later one meanwhile: two budgets of one connection would be no budget.
    private func keep(_ entry: Entry) -> Entry {
        entries.withLock { entries in
            if let known = entries[entry.connection.id] {
                if known.connection.revision > entry.connection.revision { return known }
                if known.connection.revision == entry.connection.revision, known.checkedAt >= entry.checkedAt { return known }
            }
            entries[entry.connection.id] = entry
            return entry
        }
    }

    private func make(for connection: Connection, at now: Timestamp) throws -> Entry {
        guard let driver = registry[connection.tracker] else {
            throw ServiceError.conflict(detail: "This gateway does not speak \(connection.tracker.rawValue).", code: "tracker_unknown")
        }
        let upstream = driver.isRemote ? upstreams.makeUpstream(for: connection, policy: driver.upstreamPolicy) : nil
        let transport: any HTTPTransport = upstream ?? NoTransport()
        let context = TrackerContext(
            connectionID: connection.id.text, baseURL: connection.baseURL ?? driver.defaultBaseURL ?? "",
            credentials: try vault.credentials(of: connection), signingKey: try vault.signingKey(of: connection), transport: transport,
            clock: clock)
        return Entry(connection: connection, tracker: try driver.makeTracker(context), upstream: upstream, checkedAt: now)
    }
}

extension Connection {
    /// Whether calls go to the same place with the same credentials.
    fileprivate func callsLike(_ other: Connection) -> Bool {
        tracker == other.tracker && baseURL == other.baseURL && credentials == other.credentials && settings == other.settings
    }
}

/// Carries nothing: for trackers that call nobody.
struct NoTransport: HTTPTransport {
    func send(_ request: ClientRequest) async throws -> ClientResponse {
        throw TransportError(.invalidURL, detail: "this tracker calls nobody")
    }
}
