/// A transaction that failed for a reason that is gone at the next try, with nothing committed.
struct RetryableFailure: Error {
    let cause: any Error

    /// nil when another try would not help.
    init?(beforeCommit error: any Error) {
        guard let failure = error as? PostgresError, failure.isGoneAtNextTry || failure.hitOnlyTheConnection else {
            return nil
        }
        cause = failure
    }

    /// At COMMIT a lost connection leaves open what happened, so that only what the server refused counts.
    init?(atCommit error: any Error) {
        guard let failure = error as? PostgresError, failure.isGoneAtNextTry else { return nil }
        cause = failure
    }
}

extension PostgresError {
    fileprivate var isGoneAtNextTry: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }

    /// The connection ended, or its prepared statements no longer fit the schema.
    fileprivate var hitOnlyTheConnection: Bool {
        if case .connectionLost = kind { true } else { serverError?.asksForPreparation == true }
    }
}
