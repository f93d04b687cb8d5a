package import Postgres
package import TrackerKit

extension ServiceError {
    /// Runs `body`; a statement that fails with `state` throws `replacement` instead, everything else as it is.
    package static func mapping<Value: Sendable>(
        _ state: SQLState, to replacement: ServiceError, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.sqlState == state {
            throw replacement
        }
    }

    /// Runs calls to a tracker; its errors come out with the tracker's name.
    package static func naming<Value: Sendable>(_ tracker: TrackerKind, _ body: () async throws -> Value) async throws
        -> Value
    {
        do {
            return try await body()
        } catch let error as TrackerError {
            throw ServiceError.tracker(error, tracker: tracker.rawValue)
        }
    }
}
