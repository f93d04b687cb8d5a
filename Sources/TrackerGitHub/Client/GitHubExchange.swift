import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Sends calls with a given credential, follows redirects of renamed repositories, and maps failures to
/// ``TrackerError``.
///
/// A renamed repository responds with 301 to GET and with 307 to other methods; the same request is then sent to the
/// new location
/// ([following redirects](https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects)).
struct GitHubExchange: Sendable {
    let endpoints: GitHubEndpoints
    var transport: any HTTPTransport
    let clock: any WallClock

    /// Sends a call to a path below the REST root.
    /// - Returns: a 2xx response, or the 404 to a deletion that an earlier attempt, whose response was lost, has
    ///   already performed.
    /// - Throws: ``TrackerError``
    func send(_ call: APICall, bearing credential: String) async throws -> ClientResponse {
        try await send(call, to: endpoints.root.url(call.target), bearing: credential)
    }

    /// Sends a call to a URL of this GitHub.
    func send(_ call: APICall, to url: String, bearing credential: String, followsRedirects: Bool = true) async throws
        -> ClientResponse
    {
        let request = request(call, url: url, credential: credential)
        let response =
            followsRedirects
            ? try await transport.carry(request, within: endpoints.root) { target in
                try await requireSameRepository(call, target, bearing: credential)
            } : try await transport.carry(request)
        if response.isSuccess { return response }
        let error = TrackerError(response, what: call.what, secret: credential, now: clock.now())
        guard call.wasAlreadyDeleted(response, error) else { throw error }
        return response
    }

    private func request(_ call: APICall, url: String, credential: String) -> ClientRequest {
        let headers: HTTPFields = [
            .accept: GitHub.mediaType, .apiVersion: GitHub.apiVersion, .authorization: "Bearer \(credential)",
        ]
        let resource = url == endpoints.graphQL ? "graphql" : call.target.hasPrefix("search/") ? "search" : "core"
        return call.request(to: url, headers: headers, resource: resource)
    }
}
