import HTTPKit
import HTTPTypes

/// Where a redirect leads, and with what.
enum Redirect {
    /// Hops that are followed whatever a request asks for: longer chains are loops.
    static let maximumHops = 5

    /// The fields that say nothing about who asks; all others stay behind when the origin changes, since each tracker
    /// has its own name for the one with the credentials.
    private static let harmless: Set<HTTPField.Name> = [
        .accept, .acceptLanguage, .contentType, .userAgent, .ifNoneMatch, .ifModifiedSince,
    ]

    /// The request to send next; nil when the response is no redirect that may be followed (RFC 9110 section 15.4).
    ///
    /// 301, 302 and 303 only for GET and HEAD: for another method they may mean "change to GET". 307 and 308 keep
    /// method and body.
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
        // Never from https to http: what was private on the way there would be readable.
        if old.scheme == .https && new.scheme == .http { return nil }
        var next = request
        next.url = new.text
        if new.origin != old.origin { next.headers = HTTPFields(request.headers.filter { harmless.contains($0.name) }) }
        return next
    }
}

extension HTTPTransport {
    /// Sends a request, and follows redirects as far as it asks; each hop goes through this transport with all its
    /// checks.
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
