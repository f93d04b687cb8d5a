import HTTPKit
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit
package import TrackerKit

/// Keeps how the calls of connections go, and writes an event when that turns.
package struct ConnectionHealth: Sendable {
    let database: PostgresClient
    let identifiers: any IdentifierSource
    let clock: any WallClock

    package init(database: PostgresClient, identifiers: any IdentifierSource, clock: any WallClock) {
        self.database = database
        self.identifiers = identifiers
        self.clock = clock
    }

    /// Takes in what was seen of a connection: `connection.degraded` when calls begin to fail, `connection.recovered`
    /// when they go well again.
    /// - Parameters: `isCertain` says whether this alone is enough to turn it, see
    ///   ``ConnectionStanding/take(_:detail:isCertain:)``; where `previous` is named, this is about a connection of
    ///   that status alone.
    package func report(
        _ status: ConnectionStatus, detail: String? = nil, isCertain: Bool = false,
        after previous: ConnectionStatus? = nil,
        of connection: Connection.ID
    ) async throws {
        // Most reports say what is known.
        let known = try await ConnectionRepository(database).standing(of: connection, locking: false)
        guard let known, known != ConnectionStanding(status, detail: detail), known.status == previous ?? known.status
        else { return }
        let now = clock.now()
        try await database.transaction { transaction in
            let connections = ConnectionRepository(transaction)
            guard let before = try await connections.standing(of: connection, locking: true),
                before.status == previous ?? before.status
            else { return }
            var standing = before
            standing.take(status, detail: detail, isCertain: isCertain)
            try await connections.setStanding(standing, of: connection, at: now)
            guard before.status.isFailure != standing.status.isFailure else { return }
            let type: EventType = standing.status.isFailure ? .connectionDegraded : .connectionRecovered
            var event = Event(id: identifiers.next(), type: type, occurredAt: now, origin: .poll)
            event.connectionID = connection
            event.changes = [
                "status": FieldChange(from: .string(before.status.rawValue), to: .string(standing.status.rawValue))
            ]
            try await EventRepository(transaction).insert([event])
        }
    }

    /// Takes in how a call ended that failed.
    package func report(_ error: TrackerError, of connection: Connection.ID) async throws {
        guard let status = error.tellsOfConnection else { return }
        let detail = status.isFailure ? error.connectionStatusDetail : nil
        try await report(status, detail: detail, isCertain: status == .unauthorized, of: connection)
    }
}

extension ConnectionStanding {
    /// How many reports in a row turn a status.
    private static let turningReports = 2

    /// Takes in a report. One that speaks against the status turns it when it is certain, or when the one before said
    /// so too: else each call that fails by chance would be two events. Refused credentials are certain, and so is it
    /// when they are taken again.
    mutating func take(_ news: ConnectionStatus, detail: String?, isCertain: Bool) {
        let isContrary = news.isFailure != status.isFailure
        if isContrary, !isCertain, status != .unauthorized, contraryReports + 1 < Self.turningReports {
            contraryReports += 1
        } else {
            self = ConnectionStanding(news, detail: detail)
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

extension TrackerError {
    /// What a failed call says of its connection as a whole; nil when it says nothing, because the failure may be the
    /// one project's, or the tracker was not called. An answer about what was asked for is one that the connection
    /// brought.
    fileprivate var tellsOfConnection: ConnectionStatus? {
        switch self {
        case .conflict, .invalid, .upstream, .forbidden: isWithoutCall ? nil : statusOfAnswer
        default: statusOfAnswer
        }
    }

    private var statusOfAnswer: ConnectionStatus? {
        switch self {
        case .unauthorized: .unauthorized
        case .rateLimited: .degraded
        case .upstream(let failure): failure.status >= 500 ? .failing : nil
        case .notFound, .conflict, .invalid, .projectReplaced: .ok
        case .forbidden, .malformedResponse, .capabilityMissing: nil
        case .unreachable(let error): error.tellsOfConnection
        }
    }
}

extension TransportError {
    fileprivate var tellsOfConnection: ConnectionStatus? {
        switch kind {
        case .nameResolution, .connect, .tls, .timeout, .connectionLost, .addressRefused, .invalidURL, .circuitOpen:
            .failing
        case .throttled: .degraded
        case .responseTooLarge, .cancelled: nil
        }
    }
}
