import HTTPKit
import HTTPTypes
import Logging
import Postgres
import Primitives
import Resources

/// Converts errors to problem responses. Internal details are only logged, with the request id.
struct ErrorResponder: Sendable {
    let logger: Logger
    let clock: any WallClock

    /// The response to a request that failed.
    func response(for error: any Error, to request: Request) -> Response {
        if let problem = Problem.known(for: error) {
            // While the database is unavailable, logging this at a higher level would add a second line to every failed
            // request.
            if problem.status.kind == .serverError {
                note(error, during: request, level: problem.status == .serviceUnavailable ? .debug : .warning)
            }
            return problem.response(requestID: request.id, timestamp: clock.now())
        }
        if !(error is CancellationError) { note(error, during: request, level: .error) }
        return Problem.internalError.response(requestID: request.id, timestamp: clock.now())
    }

    private func note(_ error: any Error, during request: Request, level: Logger.Level) {
        logger.log(
            level: level, "a request failed",
            metadata: [
                "request_id": "\(request.id)", "route": "\(request.route ?? "-")", "error": "\(Self.describe(error))",
            ])
    }

    /// The error's text. A database error is reduced to its code, message, table, column and constraint, without its
    /// detail, which quotes whole rows.
    private static func describe(_ error: any Error) -> String {
        guard let error = error as? PostgresError, let server = error.serverError else { return "\(error)" }
        let location = [server.table, server.column, server.constraint].compactMap(\.self).joined(separator: ".")
        return "\(error)\(location.isEmpty ? "" : " at \(location)")"
    }
}
