import EventLoop

/// Sends each read to the session of the loop that the caller runs on, else to one of those that are up.
struct SharedReader: SQLExecutor {
    let sessions: [SharedSession]

    func run(_ sql: SQL) async throws -> Rows {
        try await session.run(sql)
    }

    /// Reads make no news.
    func announce(on channel: String) {}

    private var session: SharedSession {
        if let local = sessions.first(where: { $0.loop.isCurrent && $0.isUp }) { return local }
        let candidates = sessions.filter(\.isUp)
        return candidates.randomElement() ?? sessions[0]
    }
}
