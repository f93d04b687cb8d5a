import Models
import Postgres
import Primitives
import Repositories

/// Keeps how the calls of connections go, and writes an event when that turns.
struct ConnectionHealth: Sendable {
    let database: PostgresClient
    let identifiers: any IdentifierSource
    let clock: any WallClock

    /// Keeps the status of a connection: `connection.degraded` when calls begin to fail, `connection.recovered` when they go well again.
    func report(_ status: ConnectionStatus, detail: String? = nil, of connection: Connection.ID) async throws {
        let now = clock.now()
        try await database.transaction { transaction in
            let change = try await ConnectionRepository(transaction).setStatus(connection, status, detail: detail, at: now)
            guard let before = change, before.isFailure != status.isFailure else { return }
            let type: EventType = status.isFailure ? .connectionDegraded : .connectionRecovered
            var event = Event(id: identifiers.next(), type: type, occurredAt: now, origin: .poll)
            event.connectionID = connection
            event.changes = ["status": FieldChange(from: .string(before.rawValue), to: .string(status.rawValue))]
            try await EventRepository(transaction).insert([event])
        }
    }
}

extension ConnectionStatus {
    /// Whether calls fail.
    fileprivate var isFailure: Bool {
        switch self {
        case .unverified, .ok: false
        case .degraded, .failing, .unauthorized: true
        }
    }
}
