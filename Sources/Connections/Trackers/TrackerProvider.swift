import HTTPKit
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Synchronization
package import TrackerKit

/// Gives the adapter of a connection: credentials opened, transport paced. Adapters live as long as their connection
/// stays unchanged, so that budgets and breakers last.
package final class TrackerProvider: Sendable {
    private struct Entry: Sendable {
        /// The connection that it was made for.
        let connection: Connection
        let tracker: any IssueTracker
        let upstream: (any Upstream)?
        var checkedAt: Timestamp
    }

    private struct State: Sendable {
        var entries: [Connection.ID: Entry] = [:]
        /// How often connections were doubted: what was read before the last time may be out of date.
        var doubts = 0
    }

    /// How long an adapter is used before its connection is read again: another process may have changed it.
    static let recheckAfter = Duration.seconds(2)

    /// When an adapter was checked whose connection is to be read again.
    private static let longAgo = Timestamp(seconds: 0)

    private let registry: TrackerRegistry
    private let reader: any SQLExecutor
    private let vault: SecretVault
    private let upstreams: any UpstreamFactory
    private let clock: any WallClock
    private let state = Mutex(State())

    /// Makes a provider.
    /// - Parameter reader: where connections are read.
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

    /// The adapter of a channel's connection, acting for the user that the caller names, or called by the caller.
    package func tracker(for channel: Channel, context: CallContext) async throws -> any IssueTracker {
        let tracker = try await tracker(id: channel.connectionID)
        if let actor = context.actor { return try tracker.acting(as: actor) }
        return context.principal.ownName.map(tracker.called(by:)) ?? tracker
    }

    /// The adapter of a channel's connection in the connection's own name.
    package func tracker(for channel: Channel) async throws -> any IssueTracker {
        try await tracker(id: channel.connectionID)
    }

    /// What the tracker of a channel does with texts.
    package func textRules(for channel: Channel) async throws -> TextRules {
        let known = state.withLock { $0.entries[channel.connectionID] }
        if let known, clock.now() - known.checkedAt < Self.recheckAfter {
            return registry.textRules(of: channel.tracker, baseURL: known.connection.baseURL)
        }
        let connection = try await ConnectionRepository(reader).find(id: channel.connectionID)
        return registry.textRules(of: channel.tracker, baseURL: connection?.baseURL)
    }

    /// The adapter of a connection.
    package func tracker(for connection: Connection) throws -> any IssueTracker { try entry(for: connection).tracker }

    /// Whether trackers of that kind are other machines, whose projects are there already.
    func isRemote(_ kind: TrackerKind) -> Bool { registry[kind]?.isRemote ?? false }

    /// How the trackers compare names of labels.
    package var labelRules: LabelRules { registry.labelRules }

    /// How the calls of a connection go in this process; nil for one that calls nobody.
    package func budget(of connection: Connection) throws -> UpstreamBudget? {
        try entry(for: connection).upstream?.budget
    }

    /// The same by the connection's identifier; nil also for one that this process has not called yet.
    package func budget(of id: Connection.ID) -> UpstreamBudget? { state.withLock { $0.entries[id]?.upstream }?.budget }

    /// How the calls of every connection go that was used in this process.
    var budgetsByConnection: [(Connection.ID, UpstreamBudget)] {
        state.withLock { Array($0.entries) }.compactMap { id, entry in entry.upstream.map { (id, $0.budget) } }
    }

    /// The same by name: for metrics.
    package var budgets: [(connection: String, budget: UpstreamBudget)] {
        state.withLock { Array($0.entries.values) }.compactMap { entry in
            entry.upstream.map { (entry.connection.slug, $0.budget) }
        }
    }

    /// Forgets the adapter of a connection that was deleted.
    package func forget(_ id: Connection.ID) { state.withLock { _ = $0.entries.removeValue(forKey: id) } }

    /// Has the connection read again before its next call; every one for nil.
    func doubt(_ id: Connection.ID?) {
        state.withLock { state in
            state.doubts += 1
            for known in state.entries.keys where id == nil || id == known {
                state.entries[known]?.checkedAt = Self.longAgo
            }
        }
    }

    private func tracker(id: Connection.ID) async throws -> any IssueTracker {
        let now = clock.now()
        let (known, doubts) = state.withLock { ($0.entries[id], $0.doubts) }
        if let known, now - known.checkedAt < Self.recheckAfter { return known.tracker }
        guard let connection = try await ConnectionRepository(reader).find(id: id) else {
            throw ServiceError.notFound("connection")
        }
        let tracker = try entry(for: connection).tracker
        // It may have been changed between the reading and now: then the next call reads again.
        state.withLock { state in if state.doubts != doubts { state.entries[id]?.checkedAt = Self.longAgo } }
        return tracker
    }

    /// The adapter that is there, or a new one when the connection calls elsewhere or with other credentials now.
    private func entry(for connection: Connection) throws -> Entry {
        let now = clock.now()
        if let known = state.withLock({ $0.entries[connection.id] }), known.connection.callsLike(connection) {
            return keep(Entry(connection: connection, tracker: known.tracker, upstream: known.upstream, checkedAt: now))
        }
        return keep(try make(for: connection, at: now))
    }

    /// Keeps an entry unless another call kept an equal or later one meanwhile: two budgets of one connection would be
    /// no budget.
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
            credentials: try vault.credentials(of: connection), signingKey: try vault.signingKey(of: connection),
            transport: transport,
            clock: clock)
        return Entry(
            connection: connection, tracker: try driver.makeTracker(context), upstream: upstream, checkedAt: now)
    }
}

extension Principal {
    /// The name that a caller from outside has: a client's slug; a token's identifier and title, which its owner chose.
    /// The kind before it keeps it apart from the name of a user.
    fileprivate var ownName: String? {
        switch kind {
        case .client: "client:\(name)"
        case .token: "token:\(id):\(name)"
        case .system, .rule: nil
        }
    }
}

extension Connection {
    /// Whether calls go to the same place with the same credentials.
    func callsLike(_ other: Connection) -> Bool {
        tracker == other.tracker && baseURL == other.baseURL && credentials == other.credentials
            && settings == other.settings
    }
}

/// Carries nothing: for trackers that call nobody.
struct NoTransport: HTTPTransport {
    func send(_ request: ClientRequest) async throws -> ClientResponse {
        throw TransportError(.invalidURL, detail: "this tracker makes no calls")
    }
}
