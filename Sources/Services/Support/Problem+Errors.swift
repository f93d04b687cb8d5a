public import HTTPKit
import Postgres
import TrackerKit

extension Problem {
    /// What a client is told about an error, wherever it comes from; nil for an error that is none of its business, which the
    /// caller logs and answers with ``internalError``.
    public static func known(for error: any Error) -> Problem? {
        switch error {
        case let error as any ProblemConvertible: error.problem
        case let error as PostgresError: error.knownProblem
        case let error as TrackerError: error.problem(tracker: unnamedTracker)
        default: nil
        }
    }

    /// Stands in `downstream.tracker` where nobody said which kind of tracker failed.
    private static let unnamedTracker = "tracker"
}
