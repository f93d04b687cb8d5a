package import Primitives

/// Where the database is and how it is used. Every limit and time-out of the client.
package struct PostgresConfiguration: Sendable {
    /// A connection URI or a `key=value` string, as libpq takes it (documentation 34.1.1). It may hold a password, so
    /// it is stored as a ``Secret``: a printed configuration, or client, does not show it.
    package var url: String {
        get { target.revealed }
        set { target = Secret(newValue) }
    }
    private var target: Secret<String>
    /// What `pg_stat_activity` shows.
    package var applicationName = "ticket-gateway"
    /// Shared connections for single-statement reads. Two were the fastest on two cores; more help when reads are slow.
    package var readers = 2
    /// The most connections for transactions and single writes.
    package var poolSize = 8
    /// How long a transaction waits for a connection when all are taken.
    package var acquireTimeout: Duration = .seconds(5)
    /// How long the server lets one statement run. The client gives a connection up that stays silent `silenceGrace`
    /// longer.
    package var statementTimeout: Duration = .seconds(30)
    /// How long past the statement time-out a connection may be silent before it counts as lost.
    package var silenceGrace: Duration = .seconds(2)
    /// How long a transaction may do nothing before the server ends its session, so that a stuck program holds no
    /// locks.
    package var idleInTransactionTimeout: Duration = .seconds(60)
    /// How long one attempt to connect may take. libpq counts whole seconds, two at least.
    package var connectTimeout: Duration = .seconds(5)
    /// How long statements wait for a lost server to come back before they fail; after that they fail at once until it
    /// is back. Bridges a quick restart.
    package var outageGrace: Duration = .seconds(1)
    /// The waits between attempts to connect.
    package var reconnection = Backoff(base: .milliseconds(50), cap: .seconds(1))
    /// How often a transaction is run again after a serialization failure, a deadlock, or a connection lost before
    /// COMMIT.
    package var transactionRetries = 3
    /// Prepared statements kept on each connection.
    package var preparedStatements = 256
    /// The source of jitter, from 0 to below 1.
    package var random: @Sendable () -> Double = { .random(in: 0..<1) }

    /// The defaults, for a database.
    package init(url: String) {
        target = Secret(url)
    }
}
