import Logging
import Models
import Postgres
import Primitives
import ServiceKit
import TrackerKit

extension Error {
    /// The error text that a job stores and the API shows. It never quotes a message that may contain values, except
    /// messages written to be shown.
    package var jobErrorText: String {
        switch self {
        case let error as ServiceError: error.failure.explanation
        case is TrackerError: connectionStatusDetail
        case let error as PostgresError where error.isUnavailable: "the database is unavailable"
        case let error as PostgresError: "the database refused: \(error.sqlState?.rawValue ?? "no code")"
        case is CancellationError: "interrupted"
        default: "an unexpected error; see the log"
        }
    }
}

extension String {
    /// The text truncated to 1,000 characters, the limit for stored job errors.
    var jobError: String { String(prefix(1000)) }
}

extension Job {
    /// The fields that identify the job in a log line.
    func metadata(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging(["job": "\(id)", "kind": "\(kind)", "attempt": "\(attempts)/\(maxAttempts)"]) { first, _ in first }
    }
}
