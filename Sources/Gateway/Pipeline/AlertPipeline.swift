import APIContract
import Access
import Alerts
import Documents
import HTTPKit
import HTTPTypes
import Models
import Primitives
import Resources
import ServiceKit

/// Authentication, rate limit and errors of the Alerts API. Its clients present alert tokens in headers of their own,
/// and know only errors with `detail` (``AlertResponder``).
struct AlertPipeline: Sendable {
    let tokens: AlertTokenService
    let authenticator: Authenticator
    /// The rate limit per caller; nil for none.
    let limiter: RateLimiter?
    /// The limit on invalid credentials per peer address.
    let failures: RateLimiter
    let errors: ErrorResponder

    /// The paths of the Alerts API: with the slash at the end, as clients of the Alerts v1 API call it, and without.
    static let path = Endpoint.postAlert.route.path
    static let shortPath = String(path.dropLast())

    /// Wraps a handler in the checks that precede it.
    func handler(_ handler: @escaping Handler) -> Handler {
        { request in
            do {
                let caller = try await authenticate(request)
                var request = request
                request[AlertCallerKey.self] = caller
                return await limited(by: caller, request, handler)
            } catch {
                return response(to: error, of: request)
            }
        }
    }

    /// The response that reports a problem of the server, such as overload, whichever path was called.
    static func serverResponse(to problem: Problem, of request: Request) -> Response {
        guard request.path == path || request.path == shortPath else {
            return problem.response(requestID: request.id, timestamp: request.receivedAt)
        }
        return AlertResponder.response(to: problem, of: request)
    }

    /// The response to a method that the Alerts API does not have. Wrong credentials are reported first.
    func refuse(_ problem: Problem, _ request: Request) async -> Response {
        do {
            _ = try await authenticate(request)
            guard AlertFormat(request) != nil else { throw AlertRefusal.notAcceptable }
            throw problem
        } catch {
            return response(to: error, of: request)
        }
    }

    // MARK: Authentication

    /// - Throws: `AlertRefusal.unauthenticated` for credentials that are wrong, but not for a lack of them.
    private func authenticate(_ request: Request) async throws -> AlertCaller {
        guard let token = try Self.credential(of: request) else { return .anonymous }
        if let principal = authenticator.cached(token) { return .principal(principal) }
        if let known = try await tokens.holder(of: token) {
            guard known.isEnabled else { throw AlertRefusal.unauthenticated(.disabled) }
            return .token(known)
        }
        if let principal = try await authenticator.authenticate(token) { return .principal(principal) }
        if let verdict = failures.isExhausted(request.peerAddress) { throw Failure.tooManyFailures(verdict) }
        _ = failures.admit(request.peerAddress)
        throw AlertRefusal.unauthenticated(.unknown)
    }

    /// The token in `Authorization`, or in `Fjord-Authorization` if the former is empty; nil for another scheme than
    /// `Token`, as the Alerts v1 API has it. The gateway's own tokens and JWTs are also accepted as `Bearer`.
    private static func credential(of request: Request) throws(AlertRefusal) -> String? {
        var value = request.headers[.authorization] ?? ""
        if value.isEmpty { value = request.headers[.fjordAuthorization] ?? "" }
        let words = value.split(whereSeparator: \.isWhitespace)
        switch words.first?.lowercased() {
        case "token":
            guard words.count > 1 else { throw .unauthenticated(.empty) }
            guard words.count == 2 else { throw .unauthenticated(.spaces) }
            return String(words[1])
        case "bearer":
            guard words.count == 2, isGatewayCredential(words[1]) else { return nil }
            return String(words[1])
        default: return nil
        }
    }

    /// Whether a text looks like an API token or a JWT (RFC 7519: three parts), valid or not.
    private static func isGatewayCredential(_ text: Substring) -> Bool {
        text.hasPrefix(RandomSecret.apiTokenPrefix) || text.split(separator: ".").count == 3
    }

    // MARK: Rate limit

    private func limited(by caller: AlertCaller, _ request: Request, _ handler: Handler) async -> Response {
        let key = caller.key ?? "peer:" + request.peerAddress
        var response: Response
        if let limiter {
            let verdict = limiter.admit(key)
            response =
                verdict.isAllowed
                ? await answer(request, handler) : self.response(to: Failure.rateLimited(verdict), of: request)
            RateLimitFields.add(verdict, of: limiter, to: &response.headers)
        } else {
            response = await answer(request, handler)
        }
        response.caller = key
        return response
    }

    private func answer(_ request: Request, _ handler: Handler) async -> Response {
        do { return try await handler(request) } catch { return response(to: error, of: request) }
    }

    // MARK: Errors

    private func response(to error: any Error, of request: Request) -> Response {
        if let refusal = error as? AlertRefusal { return AlertResponder.response(to: refusal, of: request) }
        // Logs the error.
        _ = errors.response(for: error, to: request)
        return AlertResponder.response(to: Problem.known(for: error) ?? .internalError, of: request)
    }
}

/// Lets the Alerts API report errors of the router in its own form.
struct AlertMiddleware: Middleware {
    let pipeline: AlertPipeline

    func respond(to request: Request, next: Handler) async throws -> Response {
        guard request.route == AlertPipeline.path || request.route == AlertPipeline.shortPath else {
            return try await next(request)
        }
        do {
            return try await next(request)
        } catch let problem as Problem {
            return await pipeline.refuse(problem, request)
        }
    }
}
