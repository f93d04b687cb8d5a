/// Code between the router and the handlers, which may change the request, respond itself, or change the response.
package protocol Middleware: Sendable {
    /// Responds to a request, usually by calling `next`, whose errors it may catch or rethrow.
    func respond(to request: Request, next: Handler) async throws -> Response
}
