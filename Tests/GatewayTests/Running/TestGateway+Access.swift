import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

extension TestGateway {
    /// A client of the API with these scopes, by a JWT.
    func authorized(slug: String, scopes: [String], channels: [String]? = nil) async throws -> TestClient {
        let made = try await admin.post(
            "/api/v1/clients",
            ["slug": .string(slug), "scopes": JSON(scopes), "channels": channels.map { JSON($0) } ?? .null])
        try #require(made.status == 201)
        let grant = try await anonymous.post(
            "/api/v1/authorize",
            ["client_id": made.json["client_id"] ?? .null, "client_secret": made.json["client_secret"] ?? .null])
        return client(token: try #require(grant.json["jwt"]?.stringValue))
    }

    /// The slugs of a whole list, page after page.
    func slugs(of path: String) async throws -> [String] {
        var slugs: [String] = []
        var next: String? = path
        while let path = next {
            let page = try await admin.get(path)
            try #require(page.status == 200)
            slugs += page.json["data"]?.arrayValue?.compactMap { $0["slug"]?.stringValue } ?? []
            next = page.header("Link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            #expect((next == nil) == page.json["page"]?["next"]?.isNull)
        }
        return slugs
    }
}

extension TestClient {
    /// Asks until the answer has this status; false when it has not within ten seconds.
    func gets(_ status: Int, at path: String) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if try await get(path).status == status { return true }
        }
        return false
    }
}

extension HTTPFields {
    /// Fields by names that HTTPTypes has no constants for.
    static func named(_ fields: KeyValuePairs<String, String>) -> HTTPFields {
        var all = HTTPFields()
        for (name, value) in fields { if let name = HTTPField.Name(name) { all[name] = value } }
        return all
    }
}
