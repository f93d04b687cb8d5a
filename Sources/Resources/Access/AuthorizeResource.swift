package import Access
import Documents
package import HTTPKit
import Models
package import Primitives
package import ServiceKit

/// Handler of `/api/v1/authorize`.
package struct AuthorizeResource: Sendable {
    private let service: AuthorizationService
    private let failures: RateLimiter

    /// - Parameter failures: Limits failed attempts per peer address.
    package init(service: AuthorizationService, failures: RateLimiter) {
        self.service = service
        self.failures = failures
    }

    /// POST: exchanges a client's id and secret for a JWT.
    package func authorize(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let clientID = body.required("client_id", .text(1...255))
        let secret = body.required("client_secret", .text(1...255))
        let credentials = try body.finish(clientID, secret)
        // A valid secret is accepted even if other clients at the same address have failed too often.
        if let grant = try await service.authorize(clientID: credentials.0, secret: credentials.1) {
            return response(grant)
        }
        if let verdict = failures.isExhausted(request.peerAddress) { throw Failure.tooManyFailures(verdict) }
        _ = failures.admit(request.peerAddress)
        throw Failure(.unauthorized, detail: Self.wrong)
    }

    /// Does not say which of them is wrong, so that ids cannot be guessed.
    private static let wrong = """
        The client id or secret is wrong. An administrator can list the ids with `ticket-gateway clients list`; a lost \
        secret cannot be shown again, so create another client.
        """

    private func response(_ grant: AuthorizationService.Grant) -> Response {
        var response = Response.object { writer in
            writer.beginObject()
            writer.key("jwt")
            writer.string(grant.jwt)
            writer.key("token_type")
            writer.string("Bearer")
            writer.key("expires_in")
            writer.integer(grant.lifetime.components.seconds)
            writer.key("scope")
            writer.string(grant.scopes.text)
            writer.endObject()
        }
        response.caller = grant.principal.key
        return response.holdingSecret
    }
}

extension Failure {
    /// 429: too many invalid credentials came from one address.
    package static func tooManyFailures(_ verdict: RateLimiter.Verdict) -> Failure {
        Failure(
            .tooManyFailures, detail: "Too many invalid credentials came from this address.",
            retryAfter: verdict.retryAfter)
    }
}
