/// Answers a request. What it throws becomes a problem (see `ProblemConvertible`).
public typealias Handler = @Sendable (Request) async throws -> Response
