import APIContract
import Foundation
import HTTPClient
import HTTPKit
import HTTPTypes
import Primitives

/// A client of a gateway's API.
struct APIClient: Sendable {
    /// The gateway's address, without a trailing slash.
    let base: String
    /// The API token or JWT; nil sends no `Authorization`.
    let token: String?
    private let timeout: Duration
    private let transport: any HTTPTransport
    /// The transport for streams, without retries.
    let streams: CurlTransport

    init(_ options: NetworkOptions, base: String, token: String?) throws {
        self.base = base
        self.token = token
        timeout = .seconds(options.timeout)
        streams = try Self.curl(options)
        transport = UpstreamClient(transport: streams, policy: UpstreamPolicy(retry: RetryPolicy(attempts: 3)))
    }

    /// A transport without the address guard, since only the user chooses the address.
    private static func curl(_ options: NetworkOptions) throws -> CurlTransport {
        do {
            return try CurlTransport(
                CurlConfiguration(userAgent: "ticket-gateway-cli", caBundlePath: options.caBundle), guard: nil)
        } catch {
            throw ClientFailure.unreachable(error)
        }
    }

    func get(_ path: GatewayPath) async throws -> JSON { try await call(.get, path) }

    /// Reads an object and its ETag; nil for 404, which also hides objects that the token may not access.
    func find(_ path: GatewayPath) async throws -> (object: JSON, etag: String?)? {
        do {
            let response = try await exchange(.get, path)
            return (try Self.read(response), response.headers[.eTag])
        } catch ClientFailure.refused(status: 404, _, _) {
            return nil
        }
    }

    /// Creates or starts something. Always sends an idempotency key, so that a retry after a lost response has no
    /// second effect.
    func post(_ path: GatewayPath, _ body: JSON, write: WriteOptions? = nil, async later: AsyncOptions? = nil)
        async throws -> JSON
    {
        var headers = write?.headers ?? [:]
        headers[.prefer] = later?.preference
        headers[.idempotencyKey] = write?.idempotencyKey ?? UUID().uuidString
        return try await call(.post, path, body: body, headers: headers)
    }

    /// Updates an object (JSON Merge Patch, RFC 7396).
    func patch(_ path: GatewayPath, _ body: JSON, write: WriteOptions, async later: AsyncOptions? = nil) async throws
        -> JSON
    {
        var headers = write.headers
        headers[.prefer] = later?.preference
        headers[.idempotencyKey] = write.idempotencyKey ?? UUID().uuidString
        headers[.contentType] = "application/merge-patch+json"
        return try await call(.patch, path, body: body, headers: headers)
    }

    /// Sends a `PUT` without a body.
    func put(_ path: GatewayPath, _ write: WriteOptions) async throws {
        _ = try await call(.put, path, body: nil, headers: write.headers)
    }

    /// - Returns: The operation that will perform the deletion; null if it is done.
    @discardableResult
    func delete(_ path: GatewayPath, write: WriteOptions, async later: AsyncOptions? = nil) async throws -> JSON {
        var headers = write.headers
        headers[.prefer] = later?.preference
        return try await call(.delete, path, body: nil, headers: headers)
    }

    private func call(
        _ method: HTTPRequest.Method, _ path: GatewayPath, body: JSON? = nil, headers: HTTPFields = [:]
    ) async throws
        -> JSON
    {
        try Self.read(await exchange(method, path, body: body, headers: headers))
    }

    private func exchange(
        _ method: HTTPRequest.Method, _ path: GatewayPath, body: JSON? = nil, headers: HTTPFields = [:]
    ) async throws -> ClientResponse {
        assert(path.endpoint.route.method == method, "\(path.endpoint) is called with \(method)")
        var headers = headers
        headers[.accept] = "application/json"
        if let token { headers[.authorization] = "Bearer \(token)" }
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let request = ClientRequest(
            method, base + path.text, headers: headers, body: body?.serialized(), timeout: timeout,
            isSafeToRepeat: true, revalidate: false)
        do {
            return try await transport.send(request)
        } catch let error as TransportError {
            throw ClientFailure.unreachable(error)
        }
    }

    /// Parses a response as JSON.
    /// - Throws: `ClientFailure.refused` for a status other than 2xx, `.unreadable` if the body is not JSON.
    static func read(_ response: ClientResponse) throws -> JSON {
        let json = response.body.isEmpty ? JSON.null : try? JSON(parsing: response.body)
        guard response.isSuccess else {
            let problem = json.flatMap { $0.objectValue == nil ? nil : $0 }
            throw ClientFailure.refused(
                status: response.status, problem: problem, retryAfter: response.headers[.retryAfter])
        }
        guard let json else {
            throw ClientFailure.unreadable(
                "the gateway's response is not JSON; check that the URL is that of a Ticket Gateway")
        }
        return json
    }
}

extension HTTPField.Name {
    /// Makes it safe to repeat a write.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    /// `respond-async` (RFC 7240).
    static let prefer = HTTPField.Name("Prefer")!
    /// The tracker user to write as.
    static let ticketActor = HTTPField.Name("Ticket-Actor")!
}
