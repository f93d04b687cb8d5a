import Connections
import HTTPClient
import HTTPKit
import Logging
import Models
import Postgres
import Primitives

/// Creates a client per connection, on a shared libcurl transport. Budgets, circuit breakers and caches are separate;
/// sockets are shared.
struct CurlUpstreamFactory: UpstreamFactory {
    let transport: any HTTPTransport
    let database: PostgresClient
    let maximumCacheEntryBytes: Int
    let clock: any WallClock
    let observer: any UpstreamObserver
    let logger: Logger

    func makeUpstream(for connection: Connection, policy: UpstreamPolicy) -> any Upstream {
        let cache = DatabaseConditionalCache(
            connection: connection.id, database: database, maximumBytes: maximumCacheEntryBytes, logger: logger)
        return CurlUpstream(
            client: UpstreamClient(transport: transport, policy: policy, cache: cache, clock: clock, observer: observer)
        )
    }
}

/// Adapts ``UpstreamClient`` to the protocol that services use.
struct CurlUpstream: Upstream {
    let client: UpstreamClient

    func send(_ request: ClientRequest) async throws -> ClientResponse { try await client.send(request) }

    var budget: UpstreamBudget { UpstreamBudget(client.budget) }
}

extension UpstreamBudget {
    init(_ snapshot: BudgetSnapshot) {
        self.init()
        resources = snapshot.resources.map {
            Resource(name: $0.resource, limit: $0.limit, remaining: $0.remaining, resetsAt: $0.resetsAt)
        }
        throttledUntil = snapshot.throttledUntil
        breaker = BreakerState(rawValue: snapshot.breaker.state.rawValue) ?? .closed
        failures = snapshot.breaker.failures
        openUntil = snapshot.breaker.openUntil
        calls.sent = snapshot.calls.sent
        calls.answered = snapshot.calls.answered
        calls.failed = snapshot.calls.failed
        calls.retried = snapshot.calls.retried
        calls.coalesced = snapshot.calls.coalesced
        calls.notModified = snapshot.calls.notModified
        calls.refused = snapshot.calls.refused
    }
}
