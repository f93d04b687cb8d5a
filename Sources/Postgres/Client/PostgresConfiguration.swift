package import Primitives

/// The database's address, and every limit and timeout of the client.
package struct PostgresConfiguration: Sendable {
    /// A connection URI or a `key=value` string, as accepted by libpq (PostgreSQL documentation, 34.1.1). It may
    /// contain a password, so it is stored as a ``Secret``: printing the configuration or the client does not reveal
    /// it.
    package var url: String {
        get { target.revealed }
        set { target = Secret(newValue) }
    }
    private var target: Secret<String>
    /// The name shown in `pg_stat_activity`.
    package var applicationName = "ticket-gateway"
    /// The number of shared connections for single-statement reads. Two were the fastest on two cores; more help when
    /// reads are slow.
    package var readers = 2
    /// The maximum number of connections for transactions and single writes.
    package var poolSize = 8
    /// How long a task waits for a connection when all are in use.
    package var acquireTimeout: Duration = .seconds(5)
    /// How long the server lets a statement run. The client drops a connection that is silent for `silenceGrace`
    /// longer.
    package var statementTimeout: Duration = .seconds(30)
    /// How long past the statement timeout a connection may be silent before it counts as lost.
    package var silenceGrace: Duration = .seconds(2)
    /// How long a transaction may be idle before the server ends its session, so that a stuck program holds no locks.
    package var idleInTransactionTimeout: Duration = .seconds(60)
    /// How long one connection attempt may take. libpq counts in whole seconds, at least 2.
    package var connectTimeout: Duration = .seconds(5)
    /// How long statements wait for an unavailable server before they fail. After that they fail immediately until it
    /// is back. Long enough to bridge a quick restart.
    package var outageGrace: Duration = .seconds(1)
    /// The backoff between connection attempts.
    package var reconnection = Backoff(base: .milliseconds(50), cap: .seconds(1))
    /// The maximum number of retries of a transaction after a serialization failure, a deadlock, or a connection lost
    /// before COMMIT.
    package var transactionRetries = 3
    /// The size of each connection's prepared statement cache.
    package var preparedStatements = 256
    /// The source of jitter, in 0..<1.
    package var random: @Sendable () -> Double = { .random(in: 0..<1) }

    package init(url: String) {
        target = Secret(url)
    }
}
