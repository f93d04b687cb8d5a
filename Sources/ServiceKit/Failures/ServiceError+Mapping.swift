package import Postgres
package import TrackerKit

extension ServiceError {
    /// Runs `body` and replaces an error with this SQLSTATE by `replacement`; other errors are rethrown.
    package static func mapping<Value: Sendable>(
        _ state: SQLState, to replacement: ServiceError, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.sqlState == state {
            throw replacement
        }
    }

    /// Runs calls to a tracker and adds the kind of tracker and the slug of the connection to their errors.
    package static func naming<Value: Sendable>(
        _ tracker: TrackerKind, of connection: String, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as TrackerError {
            throw ServiceError.tracker(error, tracker: tracker.rawValue, connection: connection)
        }
    }
}
