/// Stands between the router and the handlers: may change the request, answer itself, or change the answer.
package protocol Middleware: Sendable {
    /// Answers a request, usually by calling `next`, whose errors it may catch or let through.
    func respond(to request: Request, next: Handler) async throws -> Response
}
