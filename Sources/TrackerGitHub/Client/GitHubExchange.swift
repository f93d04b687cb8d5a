import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Sends a call with a given credential, follows the redirects of renamed repositories, and turns failures into
/// ``TrackerError``.
///
/// A renamed repository answers 301 to GET and 307 to the rest, and wants the same request again ([following
/// redirects](https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects)).
struct GitHubExchange: Sendable {
    /// Where GitHub lives.
    let endpoints: GitHubEndpoints
    /// What carries the requests.
    let transport: any HTTPTransport
    /// The time of day.
    let clock: any WallClock

    /// Sends a call below the REST root.
    /// - Returns: A 2xx response, or that of a deletion that an earlier attempt did.
    /// - Throws: ``TrackerError``
    func send(_ call: APICall, bearing credential: String) async throws -> ClientResponse {
        try await send(call, to: endpoints.root.url(call.target), bearing: credential)
    }

    /// Sends a call to an address of this GitHub.
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
        guard call.wasDoneBefore(response, error) else { throw error }
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
