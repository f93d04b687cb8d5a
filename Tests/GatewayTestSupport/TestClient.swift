import HTTPClient
import HTTPKit
package import HTTPTypes
import OpenAPISupport
package import Primitives
package import Testing

/// Calls a gateway over a socket. A response that does not conform to `openapi.yaml` fails the test.
package struct TestClient: Sendable {
    private let url: String
    /// The token to send; nil for none.
    package let token: String?
    private let transport: CurlTransport
    private var acceptsUndocumented = false

    init(url: String, token: String?, transport: CurlTransport) {
        self.url = url
        self.token = token
        self.transport = transport
    }

    /// A client that accepts members and values of enumerations that the contract does not list, as clients must.
    package var acceptingUndocumented: TestClient {
        var client = self
        client.acceptsUndocumented = true
        return client
    }

    @discardableResult
    package func get(_ path: String, headers: HTTPFields = [:], sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> TestResponse
    {
        try await send(.get, path, headers: headers, sourceLocation: sourceLocation)
    }

    /// - Parameter body: nil sends no body.
    @discardableResult
    package func post(
        _ path: String, _ body: JSON? = nil, headers: HTTPFields = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        try await send(.post, path, headers: headers, body: body, sourceLocation: sourceLocation)
    }

    @discardableResult
    package func put(
        _ path: String, _ body: JSON? = nil, headers: HTTPFields = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        try await send(.put, path, headers: headers, body: body, sourceLocation: sourceLocation)
    }

    @discardableResult
    package func patch(
        _ path: String, _ body: JSON, headers: HTTPFields = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        try await send(.patch, path, headers: headers, body: body, sourceLocation: sourceLocation)
    }

    @discardableResult
    package func delete(_ path: String, headers: HTTPFields = [:], sourceLocation: SourceLocation = #_sourceLocation)
        async throws
        -> TestResponse
    {
        try await send(.delete, path, headers: headers, sourceLocation: sourceLocation)
    }

    /// Sends a request with a JSON body.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: JSON? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        var headers = headers
        if body != nil, headers[.contentType] == nil {
            headers[.contentType] = method == .patch ? "application/merge-patch+json" : "application/json"
        }
        return try await send(method, path, headers: headers, bytes: body?.serialized(), sourceLocation: sourceLocation)
    }

    /// Sends a request with any body.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], bytes: [UInt8]?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        var headers = headers
        if let token, headers[.authorization] == nil { headers[.authorization] = "Bearer \(token)" }
        let request = ClientRequest(method, url + path, headers: headers, body: bytes)
        let response = TestResponse(try await transport.send(request))
        try check(method, path, response: response, sourceLocation: sourceLocation)
        return response
    }

    /// Sends raw bytes on a new connection. The response is validated as that of `GET` of `path`.
    @discardableResult
    package func sendRaw(_ text: String, as path: String = "/which", sourceLocation: SourceLocation = #_sourceLocation)
        async throws
        -> TestResponse
    {
        let port = url.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        let response = try await RawExchange.run(Array(text.utf8), port: port)
        try check(.get, path, response: response, sourceLocation: sourceLocation)
        return response
    }

    private func check(
        _ method: HTTPRequest.Method, _ path: String, response: TestResponse, sourceLocation: SourceLocation
    ) throws {
        let observed = ObservedResponse(
            method: method.rawValue, path: path, status: response.status,
            headers: response.headers.map { ($0.name.rawName, $0.value) }, body: response.bytes)
        let checker = acceptsUndocumented ? Self.tolerantChecker : Self.checker
        for mismatch in try checker.get().mismatches(observed) {
            Issue.record(
                "the contract says otherwise: \(mismatch)\n\(response.text.prefix(500))", sourceLocation: sourceLocation
            )
        }
    }

    private static let checker = Result { ContractChecker(document: try OpenAPIDocument.ofProject()) }
    private static let tolerantChecker = Result {
        ContractChecker(document: try OpenAPIDocument.ofProjectAcceptingUndocumented())
    }
}
