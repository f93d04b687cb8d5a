import HTTPKit
import HTTPTypes
import Logging
import Postgres
import Primitives
import Resources

/// Turns errors into problems, in one place; what is no business of the client's is logged under the request's id.
struct ErrorResponder: Sendable {
    let logger: Logger
    let clock: any WallClock

    /// The answer to a request that failed.
    func response(for error: any Error, to request: Request) -> Response {
        if let problem = Problem.known(for: error) {
            // While the database is away every request would be a second line beside its own.
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

    /// The error; of one of the database's its code, its message and where it happened, without its detail, which
    /// quotes whole rows.
    private static func describe(_ error: any Error) -> String {
        guard let error = error as? PostgresError, let server = error.serverError else { return "\(error)" }
        let place = [server.table, server.column, server.constraint].compactMap(\.self).joined(separator: ".")
        return "\(error)\(place.isEmpty ? "" : " at \(place)")"
    }
}
