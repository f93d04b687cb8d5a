import Postgres
package import Primitives
import TrackerKit

extension Failure {
    /// The failure that an error is, wherever it comes from; nil for an error that nobody foresaw, which the caller
    /// logs and shows as ``internalError``.
    package static func known(for error: any Error) -> Failure? {
        switch error {
        case let error as any FailureConvertible: error.failure
        case let error as PostgresError: error.knownFailure
        case let error as TrackerError: error.failure(tracker: unnamedTracker)
        default: nil
        }
    }

    /// Stands in `upstream.tracker` where nobody said which kind of tracker failed.
    private static let unnamedTracker = "tracker"
}
