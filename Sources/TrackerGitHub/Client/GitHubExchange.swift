import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Sends a call with a given credential, follows the redirects of renamed repositories, and turns failures into ``TrackerError``.
struct GitHubExchange: Sendable {
    /// Where GitHub lives.
    let endpoints: GitHubEndpoints
    /// What carries the requests.
    let transport: any HTTPTransport
    /// The time of day.
    let clock: any WallClock

    /// How many redirects a call follows: a repository that was renamed answers one.
    static let maximumRedirects = 3

    /// Sends a call below the REST root.
    /// - Returns: A 2xx response.
    /// - Throws: ``TrackerError``
    func send(_ call: GitHub.Call, bearing credential: String) async throws -> ClientResponse {
        try await send(call, to: endpoints.url(call.target), bearing: credential)
    }

    /// Sends a call to an address of this GitHub.
    func send(_ call: GitHub.Call, to url: String, bearing credential: String) async throws -> ClientResponse {
        var url = url
        for _ in 0...Self.maximumRedirects {
            let response = try await carry(request(call, url: url, credential: credential))
            if response.isSuccess { return response }
            guard let location = redirect(response) else {
                throw TrackerError(response, what: call.what, secret: credential, now: clock.now())
            }
            url = location
        }
        throw TrackerError.malformedResponse(detail: "too many redirects")
    }

    private func request(_ call: GitHub.Call, url: String, credential: String) -> ClientRequest {
        var headers: HTTPFields = [.accept: GitHub.mediaType, .apiVersion: GitHub.apiVersion, .authorization: "Bearer \(credential)"]
        if call.body != nil { headers[.contentType] = "application/json" }
        let resource = url == endpoints.graphQL ? "graphql" : call.target.hasPrefix("search/") ? "search" : "core"
        return ClientRequest(
            call.method, url, headers: headers, body: call.body?.serialized(), isSafeToRepeat: call.isSafeToRepeat, resource: resource)
    }

    private func carry(_ request: ClientRequest) async throws -> ClientResponse {
        do {
            return try await transport.send(request)
        } catch let error as TransportError {
            guard case .throttled(let wait) = error.kind else { throw TrackerError.unreachable(error) }
            throw TrackerError.rateLimited(
                retryAfter: wait, UpstreamFailure(status: 429, message: "the rate limit is used up", retryAfter: wait))
        }
    }

    /// Where a redirect leads: a renamed repository answers 301 to GET and 307 to the rest, and wants the same request again
    /// ([following redirects](https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects)).
    /// Only addresses of this API are followed, since the credential goes along.
    private func redirect(_ response: ClientResponse) -> String? {
        guard [301, 302, 307, 308].contains(response.status), let location = response.headers[.location] else { return nil }
        return endpoints.target(of: location).map(endpoints.url)
    }
}
