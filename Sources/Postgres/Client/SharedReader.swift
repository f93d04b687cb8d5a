import EventLoop

/// Sends each read to the session on the caller's event loop if that is up, else to a random session that is up.
struct SharedReader: SQLExecutor {
    let sessions: [SharedSession]
    let faults: StatementFaults

    func run(_ sql: SQL) async throws -> Rows {
        // Without a closure: this is the hottest path.
        do {
            let rows = try await session.run(sql)
            faults.succeeded(sql)
            return rows
        } catch let error as PostgresError {
            faults.failed(sql, error)
            throw error
        }
    }

    /// Does nothing: reads change nothing to announce.
    func announce(on channel: String) {}

    private var session: SharedSession {
        if let local = sessions.first(where: { $0.loop.isCurrent && $0.isUp }) { return local }
        let candidates = sessions.filter(\.isUp)
        return candidates.randomElement() ?? sessions[0]
    }
}
