import EventLoop

/// Records that the server refused a write because it is read-only or its disk is full. Shared by the clients of one
/// database.
struct WriteAvailability {
    /// How long after a refusal the database counts as unwritable regardless of any probe: a small write may succeed
    /// where larger ones fail.
    static let remembered = Duration.seconds(10)

    /// The time of the last refusal, in nanoseconds of the monotonic clock. nil if there was none, or a probe has
    /// succeeded since.
    private var notedAt: UInt64?

    /// Whether the database is believed to be writable.
    enum Verdict: Sendable, Hashable {
        /// No write has been refused.
        case none
        /// A write was refused a while ago; probe before trusting the server.
        case uncertain
        /// A write was refused recently.
        case refusing
    }

    /// Records the error if it is a refusal to write.
    mutating func note(_ error: PostgresError, at now: UInt64) {
        guard error.sqlState == .diskFull || error.sqlState == .readOnlyTransaction else { return }
        notedAt = now
    }

    func verdict(at now: UInt64) -> Verdict {
        guard let notedAt else { return .none }
        return now < notedAt &+ Self.remembered.nanoseconds ? .refusing : .uncertain
    }

    /// Clears the refusal if a write probe that began at `moment`, after the refusal, has succeeded.
    mutating func probed(since moment: UInt64) {
        if let notedAt, notedAt <= moment { self.notedAt = nil }
    }
}

extension PostgresClient {
    /// Whether the server rejects all writes: it is a standby, or its transactions are read-only. Also checks the
    /// defaults of the database and the role, which only apply to new sessions.
    static let readOnlyCheck: SQL = """
        SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean OR EXISTS (
            SELECT FROM pg_db_role_setting setting CROSS JOIN unnest(setting.setconfig) AS entry
            WHERE setting.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                AND setting.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
                AND entry ~* '^default_transaction_read_only=(on|true|yes|1)$')
        """

    /// Allocates a few pages on the server's disk and frees them again.
    static let writeProbe: SQL = """
        CREATE TEMP TABLE IF NOT EXISTS write_probe ON COMMIT DROP AS SELECT repeat(md5(n::text), 60) AS bytes FROM generate_series(1, 64) n
        """

    /// Whether the server responds within the limit and is believed to be writable: its last statements did not fail
    /// because its disk is full or it is read-only. Runs on the LISTEN connection, so that load on the others can't
    /// delay the result.
    package func healthCheck(within limit: Duration) async -> Bool {
        do {
            let rows = try await hub.session.run(Self.readOnlyCheck, within: limit)
            guard try rows.first?.decode(0, as: Bool.self) == false else { return false }
            let now = MonotonicClock.now()
            switch writeAvailability.withLock({ $0.verdict(at: now) }) {
            case .none: return true
            case .refusing: return false
            case .uncertain:
                _ = try await hub.session.run(Self.writeProbe, within: limit)
                writeAvailability.withLock { $0.probed(since: now) }
                return true
            }
        } catch {
            return false
        }
    }

    /// Runs the closure and records whether the server refused to write.
    func noting<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            writeAvailability.withLock { $0.note(error, at: MonotonicClock.now()) }
            throw error
        }
    }
}
