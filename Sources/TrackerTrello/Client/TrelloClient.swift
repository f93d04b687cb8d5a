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

    /// Reads up to `limit` rows of a list that continues before an ID. If the response exceeds the size limit, or one
    /// of its rows makes it invalid JSON, halves `limit` and tries again. A single row that is not JSON is skipped if
    /// its ID can be read.
    /// - Parameter call: creates the call for a number of rows.
    /// - Returns: the rows, and the limit that was finally used. `next` is set only after a skipped row, to its ID.
    func objects(_ limit: Int, _ call: (Int) -> APICall) async throws -> (rows: Page<WireObject>, limit: Int) {
        var limit = limit
        var rereads = 0
        while true {
            do {
                var rows = try await part(call(limit))
                rows.rereads = rereads
                return (rows, limit)
            } catch {
                guard let unreadable = UnreadablePage(error) else { throw error }
                rereads += 1
                guard limit == 1 else {
                    limit /= 2
                    continue
                }
                guard let id = unreadable.firstID, id.isTrelloID else { throw unreadable.cause }
                var rest = Page.skippingRow(
                    "a row of \(call(limit).what) \(unreadable.reason)", id: id, next: PageToken(id))
                rest.rereads = rereads
                return (rest, limit)
            }
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
