import GatewayTestSupport
import Postgres
import Primitives
import TestSupport
import Testing

/// Tokens that do not allow what their holders expect.
struct MistakeTokens: Sendable {
    private let expired: String
    private let revoked: String
    private let reader: String
    private let restricted: String

    init(_ gateway: TestGateway, database: PostgresConfiguration) async throws {
        func create(_ title: String, _ more: JSON = ["scopes": ["tickets:read"]]) async throws -> JSON {
            let body = more.objectValue?.merging(["title": .string(title)]) { _, title in title } ?? [:]
            let made = try await gateway.admin.post("/api/v1/tokens", .object(body))
            try #require(made.status == 201, "\(made.text)")
            return made.json
        }
        func secret(_ token: JSON) throws -> String { try #require(token["token"]?.stringValue) }
        reader = try secret(await create("reader"))
        restricted = try secret(await create("restricted", ["scopes": ["tickets:read"], "channels": ["demo"]]))
        expired = try secret(await create("expired"))
        let revoking = try await create("revoked")
        revoked = try secret(revoking)
        let id = try #require(revoking["id"]?.stringValue)
        try #require(try await gateway.admin.delete("/api/v1/tokens/\(id)").status == 204)
        try await TestServer.withClient(database) { client in
            _ = try await client.run(
                "UPDATE api_token SET expires_at = now() - interval '1 hour' WHERE title = 'expired'")
        }
    }

    /// The token of a request; nil for none.
    func token(for credential: Mistake.Credential, _ gateway: TestGateway) -> String? {
        switch credential {
        case .admin: gateway.adminToken
        case .none, .field: nil
        case .unknown: "tgw_" + String(repeating: "x", count: 43)
        case .expired: expired
        case .revoked: revoked
        case .reader: reader
        case .restricted: restricted
        }
    }
}
