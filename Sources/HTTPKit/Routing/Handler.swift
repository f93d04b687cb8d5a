/// Answers a request. What it throws becomes a problem (see `ProblemConvertible`).
package typealias Handler = @Sendable (Request) async throws -> Response
