import HTTPClient
import HTTPKit
package import HTTPTypes
import OpenAPISupport
package import Primitives
package import Testing

/// Calls a gateway over its socket. Whatever an answer says that `openapi.yaml` does not say fails the test.
package struct TestClient: Sendable {
    private let url: String
    /// What it calls with; nil for nothing.
    package let token: String?
    private let transport: CurlTransport

    init(url: String, token: String?, transport: CurlTransport) {
        self.url = url
        self.token = token
        self.transport = transport
    }

    /// GET.
    @discardableResult
    package func get(_ path: String, headers: HTTPFields = [:], _ location: SourceLocation = #_sourceLocation)
        async throws -> TestResponse
    {
        try await send(.get, path, headers: headers, location)
    }

    /// POST of a JSON value; of no body when there is none.
    @discardableResult
    package func post(
        _ path: String, _ body: JSON? = nil, headers: HTTPFields = [:], _ location: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        try await send(.post, path, headers: headers, body: body, location)
    }

    /// PUT.
    @discardableResult
    package func put(
        _ path: String, _ body: JSON? = nil, headers: HTTPFields = [:], _ location: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        try await send(.put, path, headers: headers, body: body, location)
    }

    /// PATCH.
    @discardableResult
    package func patch(
        _ path: String, _ body: JSON, headers: HTTPFields = [:], _ location: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        try await send(.patch, path, headers: headers, body: body, location)
    }

    /// DELETE.
    @discardableResult
    package func delete(_ path: String, headers: HTTPFields = [:], _ location: SourceLocation = #_sourceLocation)
        async throws
        -> TestResponse
    {
        try await send(.delete, path, headers: headers, location)
    }

    /// Any request with a JSON body.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: JSON? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        var headers = headers
        if body != nil, headers[.contentType] == nil {
            headers[.contentType] = method == .patch ? "application/merge-patch+json" : "application/json"
        }
        return try await send(method, path, headers: headers, bytes: body?.serialized(), location)
    }

    /// Any request with any body.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], bytes: [UInt8]?,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        var headers = headers
        if let token, headers[.authorization] == nil { headers[.authorization] = "Bearer \(token)" }
        let request = ClientRequest(method, url + path, headers: headers, body: bytes)
        let response = TestResponse(try await transport.send(request))
        try check(method, path, response, location)
        return response
    }

    /// Bytes as they are, on a connection of their own; the answer is taken for one to `GET` of that path.
    @discardableResult
    package func sendRaw(_ text: String, as path: String = "/which", _ location: SourceLocation = #_sourceLocation)
        async throws
        -> TestResponse
    {
        let port = url.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        let response = try await RawExchange.run(Array(text.utf8), port: port)
        try check(.get, path, response, location)
        return response
    }

    private func check(
        _ method: HTTPRequest.Method, _ path: String, _ response: TestResponse, _ location: SourceLocation
    ) throws {
        let observed = ObservedResponse(
            method: method.rawValue, path: path, status: response.status,
            headers: response.headers.map { ($0.name.rawName, $0.value) }, body: response.bytes)
        for mismatch in try Self.checker.get().mismatches(observed) {
            Issue.record(
                "the contract says otherwise: \(mismatch)\n\(response.text.prefix(500))", sourceLocation: location)
        }
    }

    private static let checker = Result { ContractChecker(document: try OpenAPIDocument.ofProject()) }
}
