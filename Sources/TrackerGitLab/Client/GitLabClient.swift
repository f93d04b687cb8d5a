import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// A client of GitLab's REST API that uses a connection's token.
struct GitLabClient: Sendable, Redacted {
    let root: APIRoot
    var transport: any HTTPTransport
    let clock: any WallClock
    /// A personal, project or group access token.
    let token: String
    /// The user to act as; nil for the token's own account.
    var actor: String?

    /// Sends a call.
    /// - Parameter others: Additional statuses to return instead of throwing.
    /// - Returns: A response with a 2xx status or one of `others`, or that of a deletion that an earlier attempt
    ///   already performed.
    /// - Throws: ``TrackerError``
    @discardableResult
    func send(_ call: APICall, taking others: Set<Int> = []) async throws -> ClientResponse {
        var response = try await carry(call)
        if response.status == 405, let moved = try await moved(call) { response = try await carry(moved) }
        if response.isSuccess || others.contains(response.status) { return response }
        let error = TrackerError(gitLab: response, what: call.what, secret: token, now: clock.now())
        guard call.wasAlreadyDeleted(response, error) else { throw error }
        return response
    }

    /// Sends a call and parses the response as an object.
    func object(_ call: APICall) async throws -> WireObject { try WireObject(try await send(call).json(), call.what) }

    /// Sends a call and parses the response as an object; nil if it is not found.
    func objectIfFound(_ call: APICall) async throws -> WireObject? {
        do {
            return try await object(call)
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// Reads a page of a list. If the response is too large, the page is halved. A page token contains only the query
    /// of the link to the page, and the path of the call is kept. Therefore a token can't lead elsewhere, and a server
    /// that uses a different host name in its links can still be read completely.
    func list(_ call: APICall, page: PageToken?) async throws -> Page<WireObject> {
        var call = call
        if let page {
            guard page.text.hasPrefix("?"), page.text.isHeaderSafe, !page.text.contains("#") else {
                throw TrackerError.foreignPageToken
            }
            call.target = call.target.prefix { $0 != "?" } + page.text
        }
        return try await call.inHalves(
            ofAtMost: GitLab.maximumPageSize, token: { target in PageToken(String(target.drop { $0 != "?" })) },
            next: Self.token
        ) { call in
            let response = try await send(call)
            guard let elements = try response.pageOfList().arrayValue else {
                throw TrackerError.malformedResponse(detail: "\(call.what) is not a list")
            }
            return Page(
                rows: elements, of: call.what, next: try response.nextLink.map(Self.token),
                isUnchanged: response.isFromCache)
        }
    }

    /// The token in a link to a page.
    private static func token(ofLink link: String) throws -> PageToken {
        guard let query = link.firstIndex(of: "?") else {
            throw TrackerError.malformedResponse(detail: "a link to the next page without a query")
        }
        return PageToken(String(link[query...]))
    }

    private func carry(_ call: APICall) async throws -> ClientResponse {
        var headers: HTTPFields = [.accept: "application/json", .privateToken: token]
        if let actor { headers[.sudo] = actor }
        return try await transport.carry(
            call.request(to: root.url(call.target), headers: headers), within: root, byPath: true
        ) { target in
            try await requireSameProject(call, redirectedTo: target, headers)
        }
    }

    /// Refuses a redirect to another project of a call that names a project's number.
    /// - Throws: ``TrackerError/notFound(what:)``
    private func requireSameProject(_ call: APICall, redirectedTo target: String, _ headers: HTTPFields) async throws {
        guard let id = Self.project(of: call.target), id.isNumber, let other = Self.project(of: target), other != id
        else { return }
        guard !other.isNumber else { throw TrackerError.notFound(what: call.what) }
        let lookup = APICall(.get, target: "projects/\(other)", what: call.what)
        let found = try await transport.carry(lookup.request(to: root.url(lookup.target), headers: headers))
        guard found.isSuccess, try found.json()["id"]?.integerValue.map({ String($0) }) == id else {
            throw TrackerError.notFound(what: call.what)
        }
    }

    /// The number or path of the project that a target below the root belongs to.
    private static func project(of target: String) -> String? {
        let segments = target.prefix { $0 != "?" }.split(separator: "/", maxSplits: 2)
        return segments.count > 1 && segments[0] == "projects" ? String(segments[1]) : nil
    }

    /// The same call addressed by the project's id. For a project that was moved, GitLab redirects reads, which
    /// ``HTTPTransport/carry(_:within:byPath:approving:)`` follows, but rejects writes with 405
    /// ([redirects](https://docs.gitlab.com/api/rest/#redirects)).
    private func moved(_ call: APICall) async throws -> APICall? {
        let segments = call.target.split(separator: "/", maxSplits: 2)
        guard call.method != .get, segments.count == 3, segments[0] == "projects" else { return nil }
        let found = try await carry(APICall(.get, target: "projects/\(segments[1])", what: call.what))
        guard found.isSuccess, let id = try found.json()["id"]?.integerValue, segments[1] != "\(id)" else { return nil }
        var moved = call
        moved.target = "projects/\(id)/\(segments[2])"
        return moved
    }
}

extension HTTPField.Name {
    /// The token of a call ([authentication](https://docs.gitlab.com/api/rest/authentication/)).
    static let privateToken = HTTPField.Name("PRIVATE-TOKEN")!
    /// The user to act as.
    static let sudo = HTTPField.Name("Sudo")!
}
