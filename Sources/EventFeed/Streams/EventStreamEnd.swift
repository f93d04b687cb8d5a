/// Why a stream ended.
package enum EventStreamEnd: String, Sendable, Hashable, CaseIterable {
    /// The client went away.
    case clientGone = "client_gone"
    /// The client reads more slowly than events come.
    case slowReader = "slow_reader"
    /// The caller may no longer listen: its credential is over or revoked, or lost the scope.
    case accessRevoked = "access_revoked"
    /// The process stops.
    case stopping = "server_stopping"
    /// The event log can't be read now.
    case unavailable = "log_unavailable"

    /// What the client is told.
    package var detail: String {
        switch self {
        case .clientGone: "The client has gone."
        case .slowReader:
            "More events wait than are kept for a reader; come back with the id of the last event that was read."
        case .accessRevoked: "The credential has expired, was revoked, or no longer has the required scope."
        case .stopping: "The server stops; come back with the id of the last event that was read."
        case .unavailable: "The event log can't be read now; come back with the id of the last event that was read."
        }
    }
}
