package import HTTPKit
import HTTPTypes

extension HTTPTransport {
    /// Sends a request; what the transport throws becomes a ``TrackerError``.
    /// - Returns: The response, whatever its status.
    package func carry(_ request: ClientRequest) async throws -> ClientResponse {
        do {
            return try await send(request)
        } catch let error as TransportError {
            guard case .throttled(let wait) = error.kind else { throw TrackerError.unreachable(error) }
            let message = "the rate limit is used up"
            // Unless an attempt came first, the budget held the call back, and the tracker answered nothing.
            let failure =
                error.followsAnAttempt
                ? UpstreamFailure(status: 429, message: message, retryAfter: wait)
                : .withoutCall(message, retryAfter: wait)
            throw TrackerError.rateLimited(retryAfter: wait, failure)
        }
    }

    /// As ``carry(_:)``, and sends the same request again where the API redirects to another of its own addresses. A
    /// redirect to any other place is the response, since the credential must not go there.
    /// - Parameters:
    ///   - byPath: Whether an address of another origin counts by its path, for a server that calls itself by another
    ///     name than it is reached by. The request goes to the root's own origin all the same.
    ///   - approve: Called with the target of each redirect before anything is sent there; throws to refuse it.
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
            // The same place under another name or scheme: nothing that could be followed.
            if byPath, url == request.url { return response }
            try await approve(target)
            request.url = url
        }
        throw TrackerError.malformedResponse(detail: "too many redirects")
    }
}

/// How many redirects a call follows: a project that was renamed answers one.
let maximumRedirects = 3

/// The redirects that name another address for the same thing (RFC 9110, section 15.4).
private let redirectStatuses: Set<Int> = [301, 302, 307, 308]
