import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Calls Trello's API with the connection's credentials, and maps failures to ``TrackerError``.
struct TrelloClient: Sendable {
    /// The API's base URL.
    let root: APIRoot
    var transport: any HTTPTransport
    let clock: any WallClock
    let credentials: TrelloCredentials
    /// The rows that the server failed on.
    let brokenRows = TrelloBrokenRows()

    /// Sends a call.
    /// - Returns: a 2xx response, or the 404 to a deletion that an earlier attempt, whose response was lost, has
    ///   already performed.
    /// - Throws: ``TrackerError``
    @discardableResult
    func send(_ call: APICall) async throws -> ClientResponse {
        let response = try await transport.carry(request(call), within: root)
        if response.isSuccess { return response }
        let error = failure(response, what: call.what)
        guard call.wasAlreadyDeleted(response, error) else { throw error }
        return response
    }

    /// Sends a call and decodes one object.
    func object(_ call: APICall) async throws -> WireObject { try WireObject(try await send(call).json(), call.what) }

    /// Sends a call and decodes one object. nil if Trello responds with 404.
    func objectIfFound(_ call: APICall) async throws -> WireObject? {
        do {
            return try await object(call)
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// Sends a call and decodes a list of objects.
    func objects(_ call: APICall) async throws -> Page<WireObject> {
        do {
            return try await part(call)
        } catch let unreadable as UnreadablePage {
            throw unreadable.cause
        }
    }

    private func part(_ call: APICall) async throws -> Page<WireObject> {
        guard let elements = try await send(call).pageOfList().arrayValue else {
            throw TrackerError.malformedResponse(detail: "\(call.what) is not a list")
        }
        return Page(rows: elements, of: call.what, next: nil)
    }

    /// Reads up to `limit` rows of a list, newest first, that continues before an ID. If the response exceeds the size
    /// limit, one of its rows makes it invalid JSON, or the server fails on one of its rows (5xx), halves `limit` and
    /// tries again. A single row that cannot be read is skipped if its ID can be found.
    /// - Parameters:
    ///   - page: where the rows begin, from ``TrelloRows/token(after:)``; nil for the newest rows.
    ///   - known: IDs that the list may contain, to find the row that the server fails on with fewer calls.
    ///   - probe: a call that fails if the server is down.
    ///   - call: creates the call for a range of rows.
    /// - Returns: the rows, and the limit that was finally used. `next` is set only after a skipped row, to its ID.
    func objects(
        _ limit: Int, page: PageToken?, known: Set<String> = [], probe: @escaping () async throws -> Void,
        _ call: @escaping (TrelloRange) -> APICall
    ) async throws -> TrelloRows {
        var range = TrelloRange(at: page, ofAtMost: limit)
        var rereads = 0
        while true {
            do {
                var rows = try await part(call(range))
                rows.rereads = rereads
                // After a page that had to be narrowed, the next one contains the row that cannot be read.
                let following = rereads > 0 ? max(1, range.limit / 2) : range.limit * TrelloRange.growth
                return TrelloRows(page: rows, limit: range.limit, followingLimit: following)
            } catch {
                guard let unreadable = UnreadablePage(error) else { throw error }
                rereads += 1
                if unreadable.isServerFailure {
                    rereads += 1
                    do { try await probe() } catch { throw unreadable.cause }
                }
                guard range.limit == 1 else {
                    range.limit /= 2
                    continue
                }
                var id = unreadable.firstID.flatMap { $0.isTrelloID ? $0 : nil }
                if unreadable.isServerFailure {
                    let search = TrelloRowSearch(known: known.union(brokenRows.ids), probe: probe) { range in
                        try await serves(call(range))
                    }
                    id = try await search.newest(before: range.before, calls: &rereads)
                    if let id { brokenRows.note(id) }
                }
                guard let id else { throw unreadable.cause }
                let reason = "a row of \(call(range).what) \(unreadable.reason)"
                var rows = TrelloRows(page: .skippingRow(reason, id: id, next: nil), limit: 1)
                rows.page.next = rows.token(after: id)
                rows.page.rereads = rereads
                rows.failed = unreadable.isServerFailure ? id : nil
                return rows
            }
        }
    }

    /// Whether the server can show the rows of a call.
    private func serves(_ call: APICall) async throws -> Bool {
        do {
            _ = try await part(call)
            return true
        } catch {
            guard let unreadable = UnreadablePage(error) else { throw error }
            return !unreadable.isServerFailure
        }
    }

    /// Downloads a file, following a redirect to Trello's storage without sending the credentials there.
    func file(_ call: APICall) async throws -> ClientResponse {
        let response = try await transport.carry(request(call), within: root)
        if response.isSuccess { return response }
        guard (301...308).contains(response.status), let location = response.headers[.location],
            location.hasPrefix("https://")
        else {
            throw failure(response, what: call.what)
        }
        let stored = try await transport.carry(ClientRequest(.get, location, revalidate: false))
        guard stored.isSuccess else { throw failure(stored, what: call.what) }
        return stored
    }

    private func request(_ call: APICall) -> ClientRequest {
        let headers: HTTPFields = [.accept: "application/json", .authorization: credentials.authorization]
        return call.request(
            to: root.url(call.target), headers: headers, resource: TrelloLimits.resource(of: call.target))
    }

    private func failure(_ response: ClientResponse, what: String) -> TrackerError {
        TrackerError(response, what: what, credentials: credentials, now: clock.now())
    }
}
