package import HTTPKit
import HTTPTypes

extension HTTPTransport {
    /// Sends a request and converts the transport's errors to ``TrackerError``.
    /// - Returns: The response, whatever its status.
    package func carry(_ request: ClientRequest) async throws -> ClientResponse {
        do {
            return try await send(request)
        } catch let error as TransportError {
            guard case .throttled(let wait) = error.kind else { throw TrackerError.unreachable(error) }
            let message = "the rate limit is used up"
            // Unless an attempt came first, the call was held back by the rate-limit budget and never reached the
            // tracker.
            let failure =
                error.followsAnAttempt
                ? UpstreamFailure(status: 429, message: message, retryAfter: wait)
                : .withoutCall(message, retryAfter: wait)
            throw TrackerError.rateLimited(retryAfter: wait, failure)
        }
    }

    /// Like ``carry(_:)``, and follows redirects to other addresses of the same API by sending the same request again.
    /// Any other redirect is returned as the response, since the credentials must not be sent there.
    /// - Parameters:
    ///   - byPath: Whether only the path of a redirect is compared, for a server that uses a different name in its
    ///     links than the gateway uses to reach it. The request is sent to the root's own origin in any case.
    ///   - approve: Called with the target of each redirect before the request is sent there; throws to refuse it.
    /// - Throws: ``TrackerError``, what `approve` throws, and ``TrackerError/malformedResponse(detail:)`` after more
    ///   than ``maximumRedirects`` redirects.
    package func carry(
        _ request: ClientRequest, within root: APIRoot, byPath: Bool = false,
        approving approve: (_ target: String) async throws -> Void = { _ in }
    ) async throws -> ClientResponse {
        var request = request
        for _ in 0...maximumRedirects {
            let response = try await carry(request)
            guard redirectStatuses.contains(response.status), let location = response.headers[.location],
                let target = root.target(ofLocation: location, byPath: byPath)
            else { return response }
            let url = root.url(target)
            // The redirect leads to the same address under another name or scheme; following it would loop.
            if byPath, url == request.url { return response }
            try await approve(target)
            request.url = url
        }
        throw TrackerError.malformedResponse(detail: "too many redirects")
    }
}

/// The maximum number of redirects that a call follows. A renamed project causes one.
let maximumRedirects = 3

/// The redirects to another address of the same resource (RFC 9110, section 15.4).
private let redirectStatuses: Set<Int> = [301, 302, 307, 308]
