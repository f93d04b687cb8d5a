import Logging
import Models
import Postgres
import Primitives
import ServiceKit
import TrackerKit

extension Error {
    /// The error as a job shows it: never a text that may quote a value, but for those that are made to be shown.
    package var jobErrorText: String {
        switch self {
        case let error as ServiceError: error.failure.detail ?? error.failure.code.rawValue
        case is TrackerError: connectionStatusDetail
        case let error as PostgresError where error.isUnavailable: "the database is not available"
        case let error as PostgresError: "the database refused: \(error.sqlState?.rawValue ?? "no code")"
        case is CancellationError: "interrupted"
        default: "an unexpected error (\(type(of: self))); the log has it"
        }
    }
}

extension String {
    /// Bounded, as jobs keep it: a thousand characters tell enough.
    var jobError: String { String(prefix(1000)) }
}

extension Job {
    /// What names the job in a log.
    func metadata(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging(["job": "\(id)", "kind": "\(kind)", "attempt": "\(attempts)/\(maxAttempts)"]) { first, _ in first }
    }
}
