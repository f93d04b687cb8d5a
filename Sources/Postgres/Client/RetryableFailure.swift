/// A transaction failure that committed nothing and may not recur on retry.
struct RetryableFailure: Error {
    let cause: any Error

    /// nil if a retry would not help.
    init?(beforeCommit error: any Error) {
        guard let failure = error as? PostgresError, failure.isFixedByRetry || failure.hitOnlyTheConnection else {
            return nil
        }
        cause = failure
    }

    /// At COMMIT, a lost connection leaves the outcome unknown, so only errors reported by the server are retryable.
    init?(atCommit error: any Error) {
        guard let failure = error as? PostgresError, failure.isFixedByRetry else { return nil }
        cause = failure
    }
}

extension PostgresError {
    fileprivate var isFixedByRetry: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }

    /// The connection was lost, or its prepared statements no longer match the schema.
    fileprivate var hitOnlyTheConnection: Bool {
        if case .connectionLost = kind { true } else { serverError?.requiresPreparation == true }
    }
}
