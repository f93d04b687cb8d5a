/// Why a stream ended.
package enum EventStreamEnd: String, Sendable, Hashable, CaseIterable {
    /// The client disconnected.
    case clientGone = "client_gone"
    /// The client reads more slowly than events arrive.
    case slowReader = "slow_reader"
    /// The caller's credential expired, was revoked or lost the scope `tickets:read`.
    case accessRevoked = "access_revoked"
    /// The process is stopping.
    case stopping = "server_stopping"
    /// The event log cannot be read at the moment.
    case unavailable = "log_unavailable"

    /// The description sent to the client.
    package var detail: String {
        switch self {
        case .clientGone: "The client disconnected."
        case .slowReader:
            "The client reads too slowly: more events are pending than are buffered. Reconnect with the id of the last event that you received."
        case .accessRevoked: "The credential has expired, was revoked, or no longer has the required scope."
        case .stopping: "The server is stopping. Reconnect with the id of the last event that you received."
        case .unavailable: "The event log can't be read now. Reconnect with the id of the last event that you received."
        }
    }
}
