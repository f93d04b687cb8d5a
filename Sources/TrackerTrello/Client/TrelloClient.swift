import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Calls Trello's API with the connection's credentials, and turns failures into ``TrackerError``.
struct TrelloClient: Sendable {
    /// Where the API lives.
    let root: APIRoot
    /// What carries the requests.
    let transport: any HTTPTransport
    /// The time of day.
    let clock: any WallClock
    /// Key, token and secret.
    let credentials: TrelloCredentials

    /// Sends a call.
    /// - Returns: A 2xx response, or that of a deletion that an earlier attempt did.
    /// - Throws: ``TrackerError``
    @discardableResult
    func send(_ call: APICall) async throws -> ClientResponse {
        let response = try await transport.carry(request(call), within: root)
        if response.isSuccess { return response }
        let error = failure(response, what: call.what)
        guard call.wasDoneBefore(response, error) else { throw error }
        return response
    }

    /// Sends a call and reads one object.
    func object(_ call: APICall) async throws -> WireObject { try WireObject(try await send(call).json(), call.what) }

    /// Sends a call and reads one object; nil where there is no such thing.
    func objectIfFound(_ call: APICall) async throws -> WireObject? {
        do {
            return try await object(call)
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// Sends a call and reads a list of objects.
    func objects(_ call: APICall) async throws -> Page<WireObject> {
        do {
            return try await part(call)
        } catch let unreadable as UnreadablePage {
            throw unreadable.cause
        }
    }

    private func part(_ call: APICall) async throws -> Page<WireObject> {
        guard let elements = try await send(call).pageOfList().arrayValue else {
            throw TrackerError.malformedResponse(detail: "\(call.what) is no list")
        }
        return Page(rows: elements, of: call.what, next: nil)
    }

    /// Reads a part of a list, as long as `limit` or, where that is too large for an answer or no JSON because of one of
    /// its rows, a half of it.
    /// - Parameter call: The call for so many rows.
    /// - Returns: The rows, and how many were asked for.
    func objects(_ limit: Int, _ call: (Int) -> APICall) async throws -> (rows: Page<WireObject>, limit: Int) {
        var limit = limit
        while true {
            do {
                return (try await part(call(limit)), limit)
            } catch {
                guard let unreadable = UnreadablePage(error) else { throw error }
                guard limit > 1 else { throw unreadable.cause }
                limit /= 2
            }
        }
    }

    /// Sends a call for a file, and follows a redirect to where Trello stores it; the credentials stay behind.
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
