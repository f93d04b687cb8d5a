import HTTPKit
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit
package import TrackerKit

/// Records whether calls of connections succeed, and writes an event when that changes.
package struct ConnectionHealth: Sendable {
    let database: PostgresClient
    let identifiers: any IdentifierSource
    let clock: any WallClock

    package init(database: PostgresClient, identifiers: any IdentifierSource, clock: any WallClock) {
        self.database = database
        self.identifiers = identifiers
        self.clock = clock
    }

    /// Records an observation about a connection: `connection.degraded` when calls start to fail,
    /// `connection.recovered` when they succeed again.
    /// - Parameters:
    ///   - isCertain: Whether this observation alone may change the status; see
    ///     ``ConnectionStatusRecord/apply(_:detail:isCertain:)``.
    ///   - previous: If given, the observation only applies to a connection with this status.
    package func report(
        _ status: ConnectionStatus, detail: String? = nil, isCertain: Bool = false,
        after previous: ConnectionStatus? = nil,
        of connection: Connection.ID
    ) async throws {
        // Most reports confirm the current status, so check it without a lock first.
        let known = try await ConnectionRepository(database).statusRecord(of: connection, locking: false)
        guard let known, known != ConnectionStatusRecord(status, detail: detail),
            known.status == previous ?? known.status
        else { return }
        let now = clock.now()
        try await database.transaction { transaction in
            let connections = ConnectionRepository(transaction)
            guard let before = try await connections.statusRecord(of: connection, locking: true),
                before.status == previous ?? before.status
            else { return }
            var record = before
            record.apply(status, detail: detail, isCertain: isCertain)
            try await connections.setStatusRecord(record, of: connection, at: now)
            guard before.status.isFailure != record.status.isFailure else { return }
            let type: EventType = record.status.isFailure ? .connectionDegraded : .connectionRecovered
            var event = Event(id: identifiers.next(), type: type, occurredAt: now, origin: .poll)
            event.connectionID = connection
            event.changes = [
                "status": FieldChange(from: .string(before.status.rawValue), to: .string(record.status.rawValue))
            ]
            try await EventRepository(transaction).insert([event])
        }
    }

    /// Records a failed call.
    package func report(_ error: TrackerError, of connection: Connection.ID) async throws {
        guard let status = error.connectionStatus else { return }
        let detail = status.isFailure ? error.connectionStatusDetail : nil
        try await report(status, detail: detail, isCertain: status == .unauthorized, of: connection)
    }
}

extension ConnectionStatusRecord {
    /// How many consecutive contrary reports change the status.
    private static let reportsToChangeStatus = 2

    /// Applies a report. One that contradicts the status changes it only if it is certain or the previous report
    /// contradicted it too; otherwise every failure by chance would cause two events. Rejected credentials are certain,
    /// and so is their being accepted again.
    mutating func apply(_ news: ConnectionStatus, detail: String?, isCertain: Bool) {
        let isContrary = news.isFailure != status.isFailure
        if isContrary, !isCertain, status != .unauthorized, contraryReports + 1 < Self.reportsToChangeStatus {
            contraryReports += 1
        } else {
            self = ConnectionStatusRecord(news, detail: detail)
        }
    }
}

extension ConnectionStatus {
    fileprivate var isFailure: Bool {
        switch self {
        case .unverified, .ok: false
        case .degraded, .failing, .unauthorized: true
        }
    }
}

extension TrackerError {
    /// The conclusion from a failed call about the whole connection; nil if there is none, because the failure may be
    /// limited to the project or the tracker was not called. A response about the requested object proves that the
    /// connection works.
    fileprivate var connectionStatus: ConnectionStatus? {
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
        case .unreachable(let error): error.connectionStatus
        }
    }
}

extension TransportError {
    fileprivate var connectionStatus: ConnectionStatus? {
        switch kind {
        case .nameResolution, .connect, .tls, .timeout, .connectionLost, .addressRefused, .invalidURL, .circuitOpen:
            .failing
        case .throttled: .degraded
        case .responseTooLarge, .cancelled: nil
        }
    }
}
