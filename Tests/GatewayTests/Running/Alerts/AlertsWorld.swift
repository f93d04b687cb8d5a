import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// A gateway with three enabled flavors and a disabled one, and an alert token for all but one of them.
struct AlertsWorld: Sendable {
    static let path = "/api/v1/alerts/alert/"
    static let alert: [String: JSON] = [
        "severity": 5, "summary": "mfbt now!", "description": "it is 4:00pm on a friday and it is mfbt.",
        "flavor": "mfbt", "emitter_name": "mfbt-watcher", "emitter_version": 1,
    ]

    let gateway: TestGateway
    /// The id of the token.
    let id: String
    /// The text of the token.
    let token: String

    static func run(
        _ configure: (inout TestGateway.Options) -> Void = { _ in },
        _ body: @Sendable (AlertsWorld) async throws -> Void
    ) async throws {
        try await TestGateway.run(configure) { gateway in
            for (slug, isEnabled) in [("mfbt", true), ("cantina", true), ("other", true), ("off", false)] {
                let flavor: JSON = ["slug": .string(slug), "name": .string("The \(slug)"), "enabled": .bool(isEnabled)]
                try #require(try await gateway.admin.post("/api/v1/alerts/flavors", flavor).status == 201)
            }
            let made = try await gateway.admin.post(
                "/api/v1/alerts/tokens", ["summary": "Watcher", "flavors": ["mfbt", "cantina", "off"]])
            try #require(made.status == 201)
            try await body(
                AlertsWorld(
                    gateway: gateway, id: try #require(made.json["id"]?.stringValue),
                    token: try #require(made.json["token"]?.stringValue)))
        }
    }

    /// Posts ``alert`` with changes; nil removes a field.
    @discardableResult
    func post(_ changes: [String: JSON?] = [:], headers: HTTPFields? = nil) async throws -> TestResponse {
        var alert = Self.alert
        for (name, value) in changes { alert[name] = value }
        return try await gateway.anonymous.post(Self.path, .object(alert), headers: headers ?? credentials)
    }

    func list(_ query: String, headers: HTTPFields? = nil) async throws -> TestResponse {
        try await gateway.anonymous.get(Self.path + "?" + query, headers: headers ?? credentials)
    }

    var credentials: HTTPFields { [.authorization: "Token \(token)"] }
}

extension TestResponse {
    /// The summaries of the alerts in a list.
    var summaries: [String] { json["alerts"]?.arrayValue?.compactMap { $0["summary"]?.stringValue } ?? [] }
}
