import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Calls GitHub's API with the connection's credentials.
struct GitHubClient: Sendable {
    var exchange: GitHubExchange
    let authorization: any GitHubAuthorization

    /// Sends a call. If the credential is rejected and a new one is available, repeats the call with that.
    /// - Parameter followsRedirects: if false, a redirect throws ``TrackerError/upstream(_:)``.
    @discardableResult
    func send(_ call: APICall, followsRedirects: Bool = true) async throws -> ClientResponse {
        try await send(call, to: exchange.endpoints.root.url(call.target), followsRedirects: followsRedirects)
    }

    /// Sends a call and decodes one object.
    func object(_ call: APICall) async throws -> WireObject { try WireObject(try await send(call).json(), call.what) }

    /// Sends a call and decodes one object. nil if GitHub responds with 404.
    func objectIfFound(_ call: APICall) async throws -> WireObject? {
        do {
            return try await object(call)
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// Reads a page of a list and the link to the next one (`Link: …; rel="next"`). A page that exceeds the size limit
    /// of responses, or that one row makes invalid JSON, is read in halves.
    /// - Parameter member: the name of the array, for lists that are wrapped in an object.
    func list(_ call: APICall, page: PageToken?, member: String? = nil) async throws -> Page<WireObject> {
        var call = call
        if let page { call.target = try exchange.endpoints.root.target(of: page) }
        return try await call.inHalves(
            ofAtMost: GitHub.maximumPageSize, token: { PageToken($0) }, next: exchange.endpoints.root.token
        ) { call in
            let response = try await send(call)
            let body = try response.pageOfList(isWrapped: member != nil)
            guard let elements = (member.map { body[$0] ?? .null } ?? body).arrayValue else {
                throw TrackerError.malformedResponse(detail: "\(call.what) is not a list")
            }
            let next = try response.nextLink.map(exchange.endpoints.root.token)
            return Page(rows: elements, of: call.what, next: next, isUnchanged: response.isFromCache)
        }
    }

    /// Sends a GraphQL query and returns its `data`.
    func graphQL(_ query: String, variables: JSON, what: String) async throws -> WireObject {
        let call = APICall(.post, target: "", body: ["query": .string(query), "variables": variables], what: what)
        let response = try await send(call, to: exchange.endpoints.graphQL)
        let body = try WireObject(response.json(), "GraphQL response")
        if let error = body.objects("errors").first {
            throw TrackerError(graphQL: error, what: what, secret: try await authorization.credential())
        }
        guard let data = body.object("data") else {
            throw TrackerError.malformedResponse(detail: "GraphQL response without data")
        }
        return data
    }

    private func send(_ call: APICall, to url: String, followsRedirects: Bool = true) async throws -> ClientResponse {
        let credential = try await authorization.credential()
        do {
            return try await exchange.send(call, to: url, bearing: credential, followsRedirects: followsRedirects)
        } catch TrackerError.unauthorized(let failure) {
            guard let fresh = try await authorization.replacement(for: credential) else {
                throw TrackerError.unauthorized(failure)
            }
            return try await exchange.send(call, to: url, bearing: fresh, followsRedirects: followsRedirects)
        }
    }
}

extension TrackerError {
    /// Maps a GraphQL error, which has status 200.
    fileprivate init(graphQL error: WireObject, what: String, secret: String) {
        let message = GitHub.Failure(body: error.json.serialized()).message.failureLine(without: secret)
        switch error.string("type") {
        case "NOT_FOUND": self = .notFound(what: what, status: 404)
        case "FORBIDDEN", "INSUFFICIENT_SCOPES": self = .forbidden(UpstreamFailure(status: 403, message: message))
        case "RATE_LIMITED": self = .rateLimited(retryAfter: nil, UpstreamFailure(status: 429, message: message))
        default: self = .upstream(UpstreamFailure(status: 200, message: message))
        }
    }
}
