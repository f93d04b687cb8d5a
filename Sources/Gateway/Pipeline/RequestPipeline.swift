import APIContract
import Access
import HTTPKit
import HTTPTypes
import Models
import Primitives
import Resources
import ServiceKit

/// Authentication, rate limit, scope and idempotency key of calls under `/api/v1`, applied before their handlers.
/// Errors are converted to problems here, so that these responses have the rate limit's headers too.
struct RequestPipeline: Sendable {
    let authenticator: Authenticator
    /// The rate limit per caller; nil for none.
    let limiter: RateLimiter?
    /// The limit on invalid credentials per peer address.
    let failures: RateLimiter
    let idempotency: IdempotencyService
    let errors: ErrorResponder
    /// Names missing objects.
    let names: MissingNames
    /// Names the trackers that can do what a channel's tracker can't.
    let capabilities: CapabilityAdvice
    /// The maximum body size in bytes of calls with an idempotency key, whose bodies are compared.
    let maximumBodyBytes: Int

    /// Wraps a route's handler in the checks that precede it.
    func handler(for route: Route, _ handler: @escaping Handler) -> Handler {
        guard route.requiresCredentials else { return open(route, handler) }
        let handler = capabilities.advising(names.naming(handler))
        let answersKeys = route.takesIdempotencyKey
        return { request in
            do {
                let principal = try await authenticate(request)
                return await limited(by: principal.key, request) {
                    if let scope = route.scope, !principal.allows(scope) { throw Failure.missingScope(scope) }
                    var request = request
                    request.principal = principal
                    request.body = request.body.authenticated()
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

    /// The maximum body size in bytes of requests without credentials: the caller is not authenticated yet, and the
    /// body only has to contain a client's id and secret. Trackers' deliveries have their own limits
    /// (`WebhookReceiver`).
    private static let openBodyBytes = 16 << 10

    /// Wraps a route that requires no credentials. For `Access.authorization`, a failed call counts against the
    /// caller's address, and a successful one against the client whose credentials its body contains, so that others at
    /// the same address cannot lock out a client with valid credentials.
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

    // MARK: Authentication

    private func authenticate(_ request: Request) async throws -> Principal {
        let credential = try BearerCredential.of(request)
        if let known = authenticator.cached(credential) { return known }
        // Checked even if the address has failed too often: valid credentials are accepted whatever other clients at
        // the address do, even right after a restart.
        if let principal = try await authenticator.authenticate(credential) { return principal }
        if let verdict = failures.isExhausted(request.peerAddress) { throw Failure.tooManyFailures(verdict) }
        _ = failures.admit(request.peerAddress)
        let refusal = try await authenticator.refusal(of: credential)
        throw Problem.unauthorized(detail: refusal.sentence, error: "invalid_token")
    }

    // MARK: Rate limit

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

    // MARK: Idempotency

    private func once(_ request: Request, by principal: Principal, _ handler: @escaping Handler) async throws
        -> Response
    {
        let key = try IdempotencyKey.of(request)
        try await requireChannel(of: request, principal)
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
    /// The common prefix of the routes of a channel.
    private static let channelRoutes = Endpoint.getChannel.route.path

    /// Throws 404 if the path names a channel that the caller may not use. Checked before a stored response is
    /// returned.
    private func requireChannel(of request: Request, _ principal: Principal) async throws {
        guard request.route?.hasPrefix(Self.channelRoutes) == true, let slug = request.parameters["slug"] else {
            return
        }
        guard principal.mayUse(channel: slug) else {
            throw ServiceError.notFound(await names.named("channel", for: request, by: principal))
        }
    }
}

extension Failure {
    /// 429: the caller's rate limit is exceeded (RFC 6585, section 4).
    static func rateLimited(_ verdict: RateLimiter.Verdict) -> Failure {
        Failure(.rateLimited, detail: "The rate limit is used up.", retryAfter: verdict.retryAfter)
    }
}
