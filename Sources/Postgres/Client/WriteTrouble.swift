import EventLoop

/// Remembers that the server refused to write: because it is read-only or its disk is full. Shared by the clients of
/// one database.
struct WriteTrouble {
    /// For how long after such an answer the database counts as unwritable whatever a probe says: a small write may fit
    /// where others do not.
    static let remembered = Duration.seconds(10)

    /// When the last one came, in nanoseconds of the monotonic clock; nil when there was none, or a probe has gone well
    /// since.
    private var notedAt: UInt64?

    /// How far the database can be trusted to write.
    enum Verdict: Sendable, Hashable {
        /// It has not refused.
        case none
        /// It refused a while ago: try.
        case doubtful
        /// It has just refused.
        case refusing
    }

    /// Takes in what a statement failed with.
    mutating func note(_ error: PostgresError, at now: UInt64) {
        guard error.sqlState == .diskFull || error.sqlState == .readOnlyTransaction else { return }
        notedAt = now
    }

    /// What is known.
    func verdict(at now: UInt64) -> Verdict {
        guard let notedAt else { return .none }
        return now < notedAt &+ Self.remembered.nanoseconds ? .refusing : .doubtful
    }

    /// A probe that began then has written.
    mutating func probed(since moment: UInt64) {
        if let notedAt, notedAt <= moment { self.notedAt = nil }
    }
}

extension PostgresClient {
    /// Whether the server lets nobody write: it is a standby, or its transactions are read-only, by its configuration
    /// or by that of the database or the role, which holds for sessions yet to come.
    static let readOnlyCheck: SQL = """
        SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean OR EXISTS (
            SELECT FROM pg_db_role_setting setting CROSS JOIN unnest(setting.setconfig) AS entry
            WHERE setting.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                AND setting.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
                AND entry ~* '^default_transaction_read_only=(on|true|yes|1)$')
        """

    /// Takes a few pages of the server's disk and gives them back.
    static let writeProbe: SQL = """
        CREATE TEMP TABLE IF NOT EXISTS write_probe ON COMMIT DROP AS SELECT repeat(md5(n::text), 60) AS bytes FROM generate_series(1, 64) n
        """

    /// Whether the server answers within the time, and writes as far as is known: its last statements did not fail for
    /// want of disk or because it is read-only. Asks on the connection that otherwise only listens, so that no load
    /// hides the answer.
    package func healthCheck(within limit: Duration) async -> Bool {
        do {
            let rows = try await hub.session.run(Self.readOnlyCheck, within: limit)
            guard try rows.first?.decode(0, as: Bool.self) == false else { return false }
            let now = MonotonicClock.now()
            switch trouble.withLock({ $0.verdict(at: now) }) {
            case .none: return true
            case .refusing: return false
            case .doubtful:
                _ = try await hub.session.run(Self.writeProbe, within: limit)
                trouble.withLock { $0.probed(since: now) }
                return true
            }
        } catch {
            return false
        }
    }

    /// Does something, and remembers that the server refused to write.
    func noting<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            trouble.withLock { $0.note(error, at: MonotonicClock.now()) }
            throw error
        }
    }
}
