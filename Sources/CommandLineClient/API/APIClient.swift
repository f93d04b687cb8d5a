import APIContract
import Foundation
import HTTPClient
import HTTPKit
import HTTPTypes
import Primitives

/// Calls a gateway's API.
struct APIClient: Sendable {
    /// Where a gateway started by `make start` listens.
    static let defaultURL = "http://127.0.0.1:3000"
    /// The variable with the gateway's address.
    static let urlVariable = "TICKET_GATEWAY_URL"

    /// The gateway's address, without a slash at the end.
    let base: String
    /// Whom to call as.
    let token: String?
    private let timeout: Duration
    private let transport: any HTTPTransport
    /// Carries streams, which nothing repeats.
    let streams: CurlTransport

    /// Finds out where to call and with which token.
    init(_ options: GatewayOptions, _ environment: ClientEnvironment) throws {
        let text =
            options.url ?? environment.variables[Self.urlVariable].flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultURL
        guard let url = UpstreamURL(text), url.query == nil else {
            throw ClientFailure.configuration(
                "the gateway's URL must look like https://tickets.example.org, not \(text)")
        }
        base = url.origin + (url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path)
        token = try TokenSource.token(file: options.tokenFile, environment)
        timeout = .seconds(options.timeout)
        streams = try Self.curl(options)
        transport = UpstreamClient(transport: streams, policy: UpstreamPolicy(retry: RetryPolicy(attempts: 3)))
    }

    /// Carries calls wherever the user names: no address guard, since nobody else names the address. Repeats what is
    /// safe to repeat.
    private static func curl(_ options: GatewayOptions) throws -> CurlTransport {
        do {
            return try CurlTransport(
                CurlConfiguration(userAgent: "ticket-gateway-cli", caBundlePath: options.caBundle), guard: nil)
        } catch {
            throw ClientFailure.unreachable(error)
        }
    }

    /// Reads an object.
    func get(_ path: GatewayPath) async throws -> JSON { try await call(.get, path) }

    /// Reads an object with its ETag; nil when there is none, or the token may not know of it.
    func find(_ path: GatewayPath) async throws -> (object: JSON, etag: String?)? {
        do {
            let response = try await exchange(.get, path)
            return (try Self.read(response), response.headers[.eTag])
        } catch ClientFailure.refused(status: 404, _, _) {
            return nil
        }
    }

    /// Creates something, or starts something. With a key of its own each time, so that a repeat after a lost answer
    /// does it only once.
    func post(_ path: GatewayPath, _ body: JSON, _ write: WriteOptions? = nil, _ later: AsyncOptions? = nil)
        async throws -> JSON
    {
        var headers = write?.headers ?? [:]
        headers[.prefer] = later?.preference
        headers[.idempotencyKey] = write?.idempotencyKey ?? UUID().uuidString
        return try await call(.post, path, body, headers)
    }

    /// Changes something (JSON Merge Patch, RFC 7396).
    func patch(_ path: GatewayPath, _ body: JSON, _ write: WriteOptions, _ later: AsyncOptions? = nil) async throws
        -> JSON
    {
        var headers = write.headers
        headers[.prefer] = later?.preference
        headers[.idempotencyKey] = write.idempotencyKey ?? UUID().uuidString
        headers[.contentType] = "application/merge-patch+json"
        return try await call(.patch, path, body, headers)
    }

    /// Sets something that has no content.
    func put(_ path: GatewayPath, _ write: WriteOptions) async throws {
        _ = try await call(.put, path, nil, write.headers)
    }

    /// Deletes something.
    /// - Returns: The operation that will do it; null when it is done.
    @discardableResult
    func delete(_ path: GatewayPath, _ write: WriteOptions, _ later: AsyncOptions? = nil) async throws -> JSON {
        var headers = write.headers
        headers[.prefer] = later?.preference
        return try await call(.delete, path, nil, headers)
    }

    private func call(
        _ method: HTTPRequest.Method, _ path: GatewayPath, _ body: JSON? = nil, _ headers: HTTPFields = [:]
    ) async throws
        -> JSON
    {
        try Self.read(await exchange(method, path, body, headers))
    }

    private func exchange(
        _ method: HTTPRequest.Method, _ path: GatewayPath, _ body: JSON? = nil, _ headers: HTTPFields = [:]
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

    /// The answer's JSON, or why there is none.
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
    /// Makes a repeat of a call safe.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    /// Whether to wait (RFC 7240).
    static let prefer = HTTPField.Name("Prefer")!
    /// Whom to write as.
    static let ticketActor = HTTPField.Name("Ticket-Actor")!
}
