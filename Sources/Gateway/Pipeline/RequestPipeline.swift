import APIContract
import Access
import HTTPKit
import HTTPTypes
import Models
import Primitives
import Resources
import ServiceKit

/// What every call under `/api/v1` goes through before its handler: authentication, the rate limit, the scope, the
/// idempotency key. Errors become problems here, so that the headers of the limit stand on them too.
struct RequestPipeline: Sendable {
    let authenticator: Authenticator
    /// How often each caller may call; nil for any number.
    let limiter: RateLimiter?
    /// How often one peer may come with wrong credentials.
    let failures: RateLimiter
    let idempotency: IdempotencyService
    let errors: ErrorResponder
    /// The longest body that is read to compare payloads.
    let maximumBodyBytes: Int

    /// The handler of a route with everything that precedes it.
    func handler(for route: Route, _ handler: @escaping Handler) -> Handler {
        guard let scope = route.scope else { return open(route, handler) }
        let answersKeys = route.method == .post || route.method == .patch
        return { request in
            do {
                let principal = try await authenticate(request)
                return await limited(by: principal.key, request) {
                    guard principal.allows(scope) else { throw Failure.missingScope(scope) }
                    var request = request
                    request.principal = principal
                    if answersKeys, request.headers.contains(.idempotencyKey) {
                        return try await once(request, by: principal, handler)
                    }
                    return try await handler(request)
                }
            } catch {
                return errors.response(for: error, to: request)
            }
        }
    }

    /// The longest body of a request that asks for no credentials: nobody has proved anything yet, and what it may hold
    /// is a client's identifier and secret. Deliveries of trackers have limits of their own (`WebhookReceiver`).
    private static let openBodyBytes = 16 << 10

    /// A route that asks for no credentials. For `Access.authorization`, a failed call counts against the caller's
    /// address, and a successful one against the client whose credentials its body contains: others at the same address
    /// cannot lock out a client with valid credentials.
    private func open(_ route: Route, _ handler: @escaping Handler) -> Handler {
        let handler = route.access == .webhook ? handler : Self.limitingBody(of: handler)
        guard route.access == .authorization else {
            return { request in
                do { return try await handler(request) } catch { return errors.response(for: error, to: request) }
            }
        }
        return { request in
            var response = await answer(request) {
                if request.headers.contains(.idempotencyKey) { _ = try IdempotencyKey.of(request) }
                return try await handler(request)
            }
            let peer = "peer:" + request.peerAddress
            if let limiter {
                let verdict = limiter.admit(response.caller.map { "authorize:" + $0 } ?? peer)
                if !verdict.isAllowed { response = errors.response(for: Failure.rateLimited(verdict), to: request) }
                RateLimitFields.add(verdict, of: limiter, to: &response.headers)
            }
            if response.caller == nil { response.caller = peer }
            return response
        }
    }

    private static func limitingBody(of handler: @escaping Handler) -> Handler {
        { request in
            var request = request
            request.body = request.body.limited(to: openBodyBytes)
            return try await handler(request)
        }
    }

    // MARK: Who calls

    private func authenticate(_ request: Request) async throws -> Principal {
        let credential = try BearerCredential.of(request)
        if let known = authenticator.recall(credential) { return known }
        // Asked for even when the address has failed too often: a valid credential is let in whatever its neighbours
        // do, after a restart too.
        if let principal = try await authenticator.authenticate(credential) { return principal }
        if let verdict = failures.isExhausted(request.peerAddress) { throw Failure.tooManyFailures(verdict) }
        _ = failures.admit(request.peerAddress)
        throw Problem.unauthorized(detail: "The token is invalid, expired or revoked.", error: "invalid_token")
    }

    // MARK: How often

    private func limited(by key: String, _ request: Request, _ next: () async throws -> Response) async -> Response {
        var response: Response
        if let limiter {
            let verdict = limiter.admit(key)
            response =
                verdict.isAllowed
                ? await answer(request, next) : errors.response(for: Failure.rateLimited(verdict), to: request)
            RateLimitFields.add(verdict, of: limiter, to: &response.headers)
        } else {
            response = await answer(request, next)
        }
        if response.caller == nil { response.caller = key }
        return response
    }

    private func answer(_ request: Request, _ next: () async throws -> Response) async -> Response {
        do { return try await next() } catch { return errors.response(for: error, to: request) }
    }

    // MARK: Once

    private func once(_ request: Request, by principal: Principal, _ handler: @escaping Handler) async throws
        -> Response
    {
        let key = try IdempotencyKey.of(request)
        try requireChannel(of: request, principal)
        let body = try await request.body.collect(upTo: maximumBodyBytes)
        let call = IdempotencyService.Call(
            caller: principal, key: key, method: request.method, target: request.path + "?" + request.query.raw,
            contentType: request.headers[.contentType] ?? "", body: body,
            actor: HTTPField.Name("Ticket-Actor").flatMap { request.headers[$0] })
        var repeatable = request
        repeatable.body = RequestBody(body)
        let request = repeatable
        switch try await idempotency.respond(to: call, { await answer(request) { try await handler(request) } }) {
        case .answered(let response): return response
        case .replayed(var response):
            response.headers[.idempotencyReplayed] = "true"
            return response
        }
    }
}

extension RequestPipeline {
    /// How the routes begin that are about one channel.
    private static let channelRoutes = Endpoint.getChannel.route.path

    /// Throws 404 when the path names a channel that the caller may not know of: before a stored answer is given again.
    private func requireChannel(of request: Request, _ principal: Principal) throws {
        guard request.route?.hasPrefix(Self.channelRoutes) == true, let slug = request.parameters["slug"] else {
            return
        }
        guard principal.mayUse(channel: slug) else { throw ServiceError.notFound("channel") }
    }
}

extension Failure {
    /// The caller's limit is used up (429; RFC 6585, section 4).
    fileprivate static func rateLimited(_ verdict: RateLimiter.Verdict) -> Failure {
        Failure(.rateLimited, detail: "The rate limit is used up.", retryAfter: verdict.retryAfter)
    }
}
