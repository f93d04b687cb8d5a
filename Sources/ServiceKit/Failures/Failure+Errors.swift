import Postgres
package import Primitives
import TrackerKit

extension Failure {
    /// Converts any error of the gateway to a failure; nil for an unexpected error, which the caller logs and reports
    /// as ``internalError``.
    package static func known(for error: any Error) -> Failure? {
        switch error {
        case let error as any FailureConvertible: error.failure
        case let error as PostgresError: error.knownFailure
        case let error as TrackerError: error.failure(tracker: unnamedTracker)
        default: nil
        }
    }

    /// The value of `upstream.tracker` if the error does not say which kind of tracker failed.
    private static let unnamedTracker = "tracker"
}
