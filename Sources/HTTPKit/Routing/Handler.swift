/// Handles a request. Errors that it throws are reported as problems (see `ProblemConvertible`).
package typealias Handler = @Sendable (Request) async throws -> Response
