import HTTPKit
import HTTPTypes

/// Derives the request that follows a redirect.
enum Redirect {
    /// The maximum number of redirects for any request; longer chains are loops.
    static let maximumHops = 5

    /// Header fields without credentials. All others are dropped when the origin changes, because each tracker has its
    /// own name for the field with the credentials.
    private static let harmless: Set<HTTPField.Name> = [
        .accept, .acceptLanguage, .contentType, .userAgent, .ifNoneMatch, .ifModifiedSince,
    ]

    /// The next request; nil if the response is not a redirect, or must not be followed (RFC 9110, section 15.4).
    ///
    /// 301, 302 and 303 are followed only for GET and HEAD, because for other methods they may mean "change to GET".
    /// 307 and 308 keep method and body.
    static func next(after response: ClientResponse, to request: ClientRequest) -> ClientRequest? {
        let isRead = request.method == .get || request.method == .head
        guard response.status == 307 || response.status == 308 || isRead && (301...303).contains(response.status) else {
            return nil
        }
        guard let location = response.headers[.location], let old = UpstreamURL(request.url),
            let new = old.resolving(location)
        else {
            return nil
        }
        // Never from HTTPS to HTTP, where private data would be readable.
        if old.scheme == .https && new.scheme == .http { return nil }
        var next = request
        next.url = new.text
        if new.origin != old.origin { next.headers = HTTPFields(request.headers.filter { harmless.contains($0.name) }) }
        return next
    }
}

extension HTTPTransport {
    /// Sends a request, and follows as many redirects as it allows. Each of them is sent through this transport, with
    /// all of its checks.
    func sendFollowing(_ request: ClientRequest) async throws -> ClientResponse {
        var request = request
        var response = try await send(request)
        for _ in 0..<min(request.followsRedirects, Redirect.maximumHops) {
            guard let next = Redirect.next(after: response, to: request) else { break }
            request = next
            response = try await send(next)
        }
        return response
    }
}
