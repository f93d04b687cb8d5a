import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Calls the web API with the connection's token.
struct GlitchTipClient: Sendable, Redacted {
    let site: GlitchTip.Site
    var transport: any HTTPTransport
    let clock: any WallClock
    /// The token, sent as `Bearer` (the servers accept no other form).
    let token: String
    let dialect: GlitchTip.Dialect

    /// Responses are not stored for conditional requests: events, and what issues quote of them, contain personal data.
    /// - Returns: A 2xx response that is not an HTML page, or the 404 of a deletion that an earlier attempt completed.
    @discardableResult
    func send(_ call: APICall) async throws -> ClientResponse {
        var call = call
        call.revalidate = false
        let headers: HTTPFields = [.accept: "application/json", .authorization: "Bearer \(token)"]
        let response = try await transport.carry(
            call.request(to: site.root.url(call.target), headers: headers), within: site.root)
        guard response.isSuccess else {
            var error = TrackerError(response, what: call.what, secret: token, now: clock.now())
            if case .forbidden(var failure) = error {
                let separator = failure.message.isEmpty ? "" : " "
                failure.message +=
                    "\(separator)(the call requires the scope \(dialect.scopes(for: call).joined(separator: " or ")))"
                error = .forbidden(failure)
            }
            guard call.wasAlreadyDeleted(response, error) else { throw error }
            return response
        }
        if response.headers[.contentType]?.lowercased().hasPrefix("text/html") ?? false {
            throw TrackerError.malformedResponse(
                detail: "the response is not JSON: check that the base URL leads to the API")
        }
        return response
    }

    /// Sends a call and parses the response as an object.
    func object(_ call: APICall) async throws -> WireObject { try WireObject(try await send(call).json(), call.what) }

    /// Sends a call and parses the response as an object; nil for 404.
    func objectIfFound(_ call: APICall) async throws -> WireObject? {
        do {
            return try await object(call)
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// Reads a page of a list. If the page is too large, is not JSON because of one of its rows, or the server fails on
    /// it (5xx) but not on the rows after it, the page is requested again with half the size: a cursor is independent
    /// of the page size. A single row that cannot be read is skipped: the `Link` field of its response, which arrives
    /// before the body, leads to the next row. A response without one is passed with a computed cursor.
    /// - Parameters:
    ///   - path: The list's path, without a query.
    ///   - cursor: The cursor of the page; nil or empty for the first.
    ///   - query: Additional query parameters.
    func list(
        _ path: APIPath, what: String, cursor: String? = nil, limit: Int = GlitchTip.maximumPageSize,
        query: [(String, String)] = []
    ) async throws -> Page<WireObject> {
        do {
            return try await wholeList(
                path, what: what, cursor: cursor, limit: limit, query: query)
        } catch {
            guard let unreadable = UnreadablePage(error) else { throw error }
            var rest: Page<WireObject>
            var calls = 1
            if unreadable.isServerFailure {
                calls += 1
                let isServed = try await answers(
                    after: limit, path: path, what: what, cursor: cursor, query: query)
                guard isServed else { throw unreadable.cause }
            }
            if limit > 1 {
                rest = try await list(
                    path, what: what, cursor: cursor, limit: limit / 2, query: query)
            } else {
                let next: PageToken?
                if let link = unreadable.link, !link.isEmpty {
                    next = try Self.next(link, after: cursor, what)
                } else {
                    let following = GlitchTip.ListCursor(cursor, dialect)?.moved(by: 1)
                    guard unreadable.isServerFailure, let following else { throw unreadable.cause }
                    next = PageToken(following)
                }
                rest = .skippingRow("a row of \(what) \(unreadable.reason)", next: next)
            }
            rest.rereads += calls
            return rest
        }
    }

    /// How far behind a page the rows are that show whether the server is down. The second is used if it fails on the
    /// first as well; an empty page is an answer too.
    private static let probes = [0, 50]

    /// Whether the server answers requests for rows that follow a number of rows after a cursor. If not, it is down.
    private func answers(
        after rows: Int, path: APIPath, what: String, cursor: String?, query: [(String, String)]
    ) async throws -> Bool {
        for distance in Self.probes {
            guard let following = GlitchTip.ListCursor(cursor, dialect)?.moved(by: rows + distance) else {
                return false
            }
            do {
                _ = try await wholeList(
                    path, what: what, cursor: following, limit: 1, query: query)
                return true
            } catch {
                if let unreadable = UnreadablePage(error) {
                    if unreadable.isServerFailure { continue }
                    return true
                }
                switch error {
                case TrackerError.notFound, TrackerError.invalid, TrackerError.malformedResponse: return true
                default: throw error
                }
            }
        }
        return false
    }

    private func wholeList(
        _ path: APIPath, what: String, cursor: String?, limit: Int, query: [(String, String)]
    ) async throws -> Page<WireObject> {
        // GlitchTip uses `limit`, most of Sentry's lists use `per_page`. Each ignores the other.
        var pairs = [("limit", String(limit)), ("per_page", String(limit))] + query
        if let cursor, !cursor.isEmpty { pairs.append(("cursor", cursor)) }
        let target = path.text + "?" + pairs.map { "\($0.0)=\(PercentEncoding.segment($0.1))" }.joined(separator: "&")
        let call = APICall(.get, target: target, what: what)
        let response = try await send(call)
        guard let elements = try response.pageOfList().arrayValue else {
            throw TrackerError.malformedResponse(detail: "\(what) is not a list")
        }
        return Page(rows: elements, of: what, next: try Self.next(response.headers[.link], after: cursor, what))
    }

    /// The token of the page after the one at `cursor`; nil on the last page.
    private static func next(_ link: String?, after cursor: String?, _ what: String) throws -> PageToken? {
        let next = link.flatMap { GlitchTip.PageLinks($0).next }
        if let next, next == cursor {
            throw TrackerError.malformedResponse(detail: "the list of \(what) has a next page that was already read")
        }
        return next.map(PageToken.init)
    }

    /// Reads all pages of a list into one.
    func everything(_ path: APIPath, what: String, query: [(String, String)] = []) async throws -> Page<WireObject> {
        let (items, skipped) = try await everyRow(in: what) { token in
            try await list(path, what: what, cursor: token?.text, query: query)
        }
        var rows = Page(items: items, next: nil)
        rows.skipped = skipped
        return rows
    }

    /// Sends an event to a project's DSN, without the token: the DSN may lead to another host, and its own key is
    /// sufficient.
    func send(_ event: GlitchTip.CreationEvent, to key: GlitchTip.ProjectKey, what: String) async throws {
        let auth = "Sentry sentry_version=7, sentry_client=ticket-gateway/1, sentry_key=\(key.publicKey)"
        let headers: HTTPFields = [
            .accept: "application/json", .contentType: "application/x-sentry-envelope", .sentryAuth: auth,
        ]
        let request = ClientRequest(.post, key.envelopeURL, headers: headers, body: event.envelope(at: clock.now()))
        let response = try await transport.carry(request)
        guard response.isSuccess || Self.isDuplicate(response) else {
            throw TrackerError(response, what: what, secret: token, now: clock.now())
        }
    }

    /// Whether the event was already accepted: an earlier attempt succeeded, but its response was lost.
    private static func isDuplicate(_ response: ClientResponse) -> Bool {
        [403, 409, 422].contains(response.status)
            && String(decoding: response.body, as: UTF8.self).lowercased().contains("duplicate")
    }
}
