import HTTPKit
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Synchronization
package import TrackerKit

/// Provides the adapter of a connection, with decrypted credentials and a transport that respects the tracker's budget.
/// An adapter is cached while its connection's address and credentials are unchanged, so that budgets and circuit
/// breakers keep their state.
package final class TrackerProvider: Sendable {
    private struct Entry: Sendable {
        /// The connection that the adapter was created for.
        let connection: Connection
        let tracker: any IssueTracker
        let upstream: (any Upstream)?
        var checkedAt: Timestamp
    }

    private struct State: Sendable {
        var entries: [Connection.ID: Entry] = [:]
        /// The number of invalidations. Anything read before the last one may be outdated.
        var invalidations = 0
    }

    /// How long an adapter is used before its connection is read again, since another process may have changed it.
    static let recheckAfter = Duration.seconds(2)

    /// The value of `checkedAt` that forces the connection to be read again.
    private static let longAgo = Timestamp(seconds: 0)

    private let registry: TrackerRegistry
    private let reader: any SQLExecutor
    private let vault: SecretVault
    private let upstreams: any UpstreamFactory
    private let clock: any WallClock
    private let state = Mutex(State())

    /// - Parameter reader: Reads the connections.
    package init(
        registry: TrackerRegistry, reader: any SQLExecutor, vault: SecretVault, upstreams: any UpstreamFactory,
        clock: any WallClock
    ) {
        self.registry = registry
        self.reader = reader
        self.vault = vault
        self.upstreams = upstreams
        self.clock = clock
    }

    /// The adapter of a channel's connection, acting as the user in `Ticket-Actor` or, without one, on behalf of the
    /// caller.
    package func tracker(for channel: Channel, context: CallContext) async throws -> any IssueTracker {
        let tracker = try await tracker(id: channel.connectionID)
        if let actor = context.actor { return try tracker.acting(as: actor) }
        return context.principal.ownName.map(tracker.called(by:)) ?? tracker
    }

    /// The adapter of a channel's connection, acting as the connection's own account.
    package func tracker(for channel: Channel) async throws -> any IssueTracker {
        try await tracker(id: channel.connectionID)
    }

    /// How the tracker of a channel stores texts.
    package func textRules(for channel: Channel) async throws -> TextRules {
        let known = state.withLock { $0.entries[channel.connectionID] }
        if let known, clock.now() - known.checkedAt < Self.recheckAfter {
            return registry.textRules(of: channel.tracker, baseURL: known.connection.baseURL, page: channel.url)
        }
        let connection = try await ConnectionRepository(reader).find(id: channel.connectionID)
        return registry.textRules(of: channel.tracker, baseURL: connection?.baseURL, page: channel.url)
    }

    /// The adapter of a connection.
    package func tracker(for connection: Connection) throws -> any IssueTracker { try entry(for: connection).tracker }

    /// Whether this kind of tracker is an external service, with projects that already exist.
    package func isRemote(_ kind: TrackerKind) -> Bool { registry[kind]?.isRemote ?? false }

    /// How the trackers compare label names.
    package var labelRules: LabelRules { registry.labelRules }

    /// The budget and call statistics of a connection in this process; nil for a tracker that makes no calls.
    package func budget(of connection: Connection) throws -> UpstreamBudget? {
        try entry(for: connection).upstream?.budget
    }

    /// The same by the connection's id; nil also if this process has not called it yet.
    package func budget(of id: Connection.ID) -> UpstreamBudget? { state.withLock { $0.entries[id]?.upstream }?.budget }

    /// The budgets of every connection that this process has used.
    var budgetsByConnection: [(Connection.ID, UpstreamBudget)] {
        state.withLock { Array($0.entries) }.compactMap { id, entry in entry.upstream.map { (id, $0.budget) } }
    }

    /// The same by slug, for metrics.
    package var budgets: [(connection: String, budget: UpstreamBudget)] {
        state.withLock { Array($0.entries.values) }.compactMap { entry in
            entry.upstream.map { (entry.connection.slug, $0.budget) }
        }
    }

    /// Drops the adapter of a deleted connection.
    package func forget(_ id: Connection.ID) { state.withLock { _ = $0.entries.removeValue(forKey: id) } }

    /// Has the connection read again before its next call; nil for every connection.
    func invalidate(_ id: Connection.ID?) {
        state.withLock { state in
            state.invalidations += 1
            for known in state.entries.keys where id == nil || id == known {
                state.entries[known]?.checkedAt = Self.longAgo
            }
        }
    }

    private func tracker(id: Connection.ID) async throws -> any IssueTracker {
        let now = clock.now()
        let (known, invalidations) = state.withLock { ($0.entries[id], $0.invalidations) }
        if let known, now - known.checkedAt < Self.recheckAfter { return known.tracker }
        guard let connection = try await ConnectionRepository(reader).find(id: id) else {
            throw ServiceError.notFound("connection")
        }
        let tracker = try entry(for: connection).tracker
        // The connection may have changed since it was read: if so, the next call reads it again.
        state.withLock { state in
            if state.invalidations != invalidations { state.entries[id]?.checkedAt = Self.longAgo }
        }
        return tracker
    }

    /// Returns the cached adapter, or a new one if the connection's address or credentials changed.
    private func entry(for connection: Connection) throws -> Entry {
        let now = clock.now()
        if let known = state.withLock({ $0.entries[connection.id] }), known.connection.hasSameTarget(connection) {
            return keep(Entry(connection: connection, tracker: known.tracker, upstream: known.upstream, checkedAt: now))
        }
        return keep(try make(for: connection, at: now))
    }

    /// What the driver of a kind declares; nil for an unknown kind.
    func declaration(of kind: TrackerKind) -> TrackerDeclaration? { registry[kind]?.declaration }

    /// Caches an entry unless another call has cached an equal or newer one, because two budgets for one connection
    /// would allow twice as many calls.
    private func keep(_ entry: Entry) -> Entry {
        state.withLock { state in
            if let known = state.entries[entry.connection.id] {
                if known.connection.revision > entry.connection.revision { return known }
                if known.connection.revision == entry.connection.revision, known.checkedAt >= entry.checkedAt {
                    return known
                }
            }
            state.entries[entry.connection.id] = entry
            return entry
        }
    }

    private func make(for connection: Connection, at now: Timestamp) throws -> Entry {
        guard let driver = registry[connection.tracker] else {
            throw ServiceError.conflict(
                detail: "This gateway does not support \(connection.tracker.rawValue).", code: .trackerUnknown)
        }
        let upstream = driver.isRemote ? upstreams.makeUpstream(for: connection, policy: driver.upstreamPolicy) : nil
        let transport: any HTTPTransport = upstream ?? NoTransport()
        let context = TrackerContext(
            connectionID: connection.id.text, baseURL: connection.baseURL ?? driver.defaultBaseURL ?? "",
            credentials: try vault.credentials(of: connection), settings: connection.settings,
            signingKey: try vault.signingKey(of: connection), transport: transport, clock: clock)
        return Entry(
            connection: connection, tracker: try driver.makeTracker(context), upstream: upstream, checkedAt: now)
    }
}

extension Principal {
    /// The name of an external caller: a client's slug, or a token's id and title. The prefix distinguishes it from a
    /// user's name.
    fileprivate var ownName: String? {
        switch kind {
        case .client: "client:\(name)"
        case .token: "token:\(id):\(name)"
        case .system, .rule: nil
        }
    }
}

extension Connection {
    /// Whether both make calls to the same address with the same credentials and settings.
    func hasSameTarget(_ other: Connection) -> Bool {
        tracker == other.tracker && baseURL == other.baseURL && credentials == other.credentials
            && settings == other.settings
    }
}

/// The transport of trackers that make no calls.
struct NoTransport: HTTPTransport {
    func send(_ request: ClientRequest) async throws -> ClientResponse {
        throw TransportError(.invalidURL, detail: "this tracker makes no calls")
    }
}
