import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

/// A gateway with one object of every kind in a channel `own`, and one in a channel `zz-foreign`, each on a connection
/// of its own.
struct AuthorizationWorld: Sendable {
    /// The two halves.
    enum Side: String, Sendable {
        case own
        case foreign = "zz-foreign"

        var slug: String { rawValue }
    }

    /// The ids of the objects of one half.
    struct Half: Sendable {
        var ticket = ""
        var ticketURL = ""
        var token = ""
        var operation = ""
        var job = ""
        var delivery = ""
        var alertToken = ""

        /// Each list contains one of these texts.
        var markers: [String] { [ticket, token, operation, job, delivery] }
    }

    let gateway: TestGateway
    let database: PostgresClient
    /// An administrator who is restricted to the channel `own`.
    let restricted: TestClient
    private(set) var own = Half()
    private(set) var foreign = Half()

    static func run(_ body: @escaping @Sendable (AuthorizationWorld) async throws -> Void) async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { database in
                var options = TestGateway.Options()
                options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                // Each operation is called with wrong credentials, too.
                options.dependencies.failuresPerMinute = 10_000
                try await TestGateway.run(options, database: configuration) { gateway in
                    try await body(try await AuthorizationWorld(gateway, database))
                }
            }
        }
    }

    private init(_ gateway: TestGateway, _ database: PostgresClient) async throws {
        self.gateway = gateway
        self.database = database
        restricted = gateway.client(token: try await Self.token(gateway, ["admin"], channels: ["own"]).text)
        own = try await make(.own, as: restricted)
        foreign = try await make(.foreign, as: gateway.admin)
    }

    /// A new token.
    static func token(
        _ gateway: TestGateway, _ scopes: [String], channels: [String]? = nil, title: String = "t"
    ) async throws -> (text: String, id: String) {
        let made = try await gateway.admin.post(
            "/api/v1/tokens",
            ["title": .string(title), "scopes": JSON(scopes), "channels": channels.map { JSON($0) } ?? .null])
        return (try #require(made.json["token"]?.stringValue), try #require(made.json["id"]?.stringValue))
    }

    private func make(_ side: Side, as author: TestClient) async throws -> Half {
        let slug = side.slug, hub = JSON.string(slug + "-hub"), channel = "/api/v1/channels/\(slug)"
        var half = Half()
        try await create(as: gateway.admin, "/api/v1/connections", ["slug": hub, "tracker": "local"])
        try await create(
            as: gateway.admin, "/api/v1/channels", ["slug": .string(slug), "connection": hub, "path": .string(slug)])
        let ticket = try await create(
            as: author, channel + "/tickets", ["title": .string(slug + " ticket"), "labels": ["bug"]])
        half.ticket = try #require(ticket["id"]?.stringValue)
        half.ticketURL = try #require(ticket["url"]?.stringValue)
        try await create(as: author, channel + "/tickets/1/comments", ["body": .string(slug + " comment")])
        let bounds: JSON = side == .own ? ["own"] : .null
        try await create(
            as: author, "/api/v1/clients",
            ["slug": .string(slug + "-client"), "scopes": ["tickets:read"], "channels": bounds])
        half.token = try await Self.token(
            gateway, ["tickets:read"], channels: side == .own ? ["own"] : nil, title: slug + " token"
        ).id
        let action: JSON = ["action": "comment", "body": "Hello"]
        try await create(
            as: author, "/api/v1/rules",
            [
                "slug": .string(slug + "-rule"), "on": ["ticket.created"], "channels": [.string(slug)], "do": [action],
                "enabled": false,
            ])
        try await create(
            as: author, "/api/v1/subscriptions",
            ["slug": .string(slug + "-subscription"), "url": "http://127.0.0.1:9/"])
        try await create(
            as: author, "/api/v1/templates",
            ["slug": .string(slug + "-template"), "channel": .string(slug), "ticket": ["title": "T"]])
        try await create(
            as: author, "/api/v1/alerts/flavors",
            ["slug": .string(slug + "-flavor"), "name": .string(slug), "channel": .string(slug)])
        let alertToken = try await create(
            as: author, "/api/v1/alerts/tokens",
            ["summary": .string(slug + " alerts"), "flavors": [.string(slug + "-flavor")]])
        half.alertToken = try #require(alertToken["id"]?.stringValue)
        let accepted = try await author.post(
            channel + "/tickets", ["title": "Later"], headers: .named(["Prefer": "respond-async"]))
        half.operation = try #require(accepted.json["id"]?.stringValue)
        half.job = try await database.run(
            "SELECT id::text AS id FROM job WHERE payload ->> 'operation' = \(half.operation)")[0].decode(
                "id")
        half.delivery = try await database.run(
            """
            INSERT INTO delivery (id, channel_id, remote_id, event, headers, body, received_at)
            SELECT gen_random_uuid(), id, 'r', 'e', '{}', '', now() FROM channel WHERE slug = \(slug) RETURNING id::text AS id
            """)[0].decode("id")
        return half
    }

    @discardableResult
    private func create(as author: TestClient, _ path: String, _ body: JSON) async throws -> JSON {
        let made = try await author.post(path, body)
        try #require(made.status == 201, "\(path): \(made.text)")
        return made.json
    }
}

// MARK: Calls

extension AuthorizationWorld {
    /// An identifier that no object has.
    private static let nothing = "01900000-0000-7000-8000-00000000dead"
    private static let span = "from=2001-01-01T00:00:00Z&to=2101-01-01T00:00:00Z"

    private func half(_ side: Side) -> Half { side == .own ? own : foreign }

    /// The path of an operation on an object of one half, with the query that it needs.
    func path(_ method: String, _ pattern: String, of side: Side) -> String {
        let half = half(side), slug = side.slug
        let name =
            switch pattern.split(separator: "/").dropFirst(2).first {
            case "channels": slug
            case "connections": slug + "-hub"
            case "clients": slug + "-client"
            case "rules": slug + "-rule"
            case "subscriptions": slug + "-subscription"
            case "templates": slug + "-template"
            case "alerts": slug + "-flavor"
            default: slug
            }
        let ids = [
            "/api/v1/tickets/{id}": half.ticket, "/api/v1/tokens/{id}": half.token, "/api/v1/jobs/{id}": half.job,
            "/api/v1/deliveries/{id}": half.delivery, "/api/v1/operations/{id}": half.operation,
            "/api/v1/alerts/tokens/{id}": half.alertToken,
        ]
        let id = ids.first { pattern.hasPrefix($0.key) }?.value ?? Self.nothing
        let values = ["slug": name, "key": "1", "id": id, "run": Self.nothing, "name": "bug", "user_id": "nobody"]
        let path = values.reduce(pattern) { $0.replacing("{\($1.key)}", with: $1.value) }
        return query(method, pattern, of: half).map { path + "?" + $0 } ?? path
    }

    private func query(_ method: String, _ pattern: String, of half: Half) -> String? {
        switch "\(method) \(pattern)" {
        case "GET /api/v1/tickets/lookup":  // Tickets of the built-in tracker have no address.
            "url=" + (half.ticketURL.isEmpty ? "https://example.org/1" : half.ticketURL)
        case "GET /api/v1/connections/{slug}/users": "username=nobody"
        case "POST /api/v1/channels/{slug}/tickets/{key}/attachments": "filename=file.txt"
        case "POST /api/v1/rules/{slug}/runs", "POST /api/v1/deliveries/replay",
            "POST /api/v1/subscriptions/{slug}/deliveries/replay":
            Self.span
        case let name where name.hasPrefix("GET ") && !pattern.contains("{"): "limit=200"
        default: nil
        }
    }

    /// A body with which the operation would do something in one half; nil for none.
    static func body(_ method: String, _ pattern: String, of side: Side) -> JSON? {
        let slug = JSON.string(side.slug)
        let wanted: JSON = ["title": "T"]
        return [
            "POST /api/v1/clients": ["slug": "new-client", "scopes": ["tickets:read"]],
            "PATCH /api/v1/clients/{slug}": wanted,
            "POST /api/v1/tokens": ["title": "T", "scopes": ["tickets:read"]],
            "POST /api/v1/connections": ["slug": "new-hub", "tracker": "local"],
            "PATCH /api/v1/connections/{slug}": wanted,
            "POST /api/v1/channels": ["slug": "new-channel", "connection": "own-hub", "path": "new"],
            "PATCH /api/v1/channels/{slug}": wanted,
            "POST /api/v1/channels/{slug}/sync": ["full": true],
            "POST /api/v1/channels/{slug}/webhook": ["manual": true],
            "POST /api/v1/channels/{slug}/members": ["user_id": "nobody"],
            "POST /api/v1/channels/{slug}/labels": ["name": "new"],
            "PATCH /api/v1/channels/{slug}/labels/{name}": ["name": "newer"],
            "POST /api/v1/channels/{slug}/milestones": wanted,
            "PATCH /api/v1/channels/{slug}/milestones/{key}": wanted,
            "POST /api/v1/channels/{slug}/tickets": wanted,
            "PATCH /api/v1/channels/{slug}/tickets/{key}": wanted,
            "POST /api/v1/channels/{slug}/tickets/{key}/comments": ["body": "B"],
            "PATCH /api/v1/channels/{slug}/tickets/{key}/comments/{id}": ["body": "B"],
            "POST /api/v1/channels/{slug}/tickets/{key}/links": ["type": "relates_to", "target": "1"],
            "POST /api/v1/channels/{slug}/templates/sync": [:],
            "POST /api/v1/tickets/batch": ["operations": [["op": "create", "channel": slug, "ticket": wanted]]],
            "POST /api/v1/rules": [
                "slug": "new-rule", "on": ["ticket.created"],
                "do": [["action": "create_ticket", "channel": slug, "title": "T"]],
            ],
            "PATCH /api/v1/rules/{slug}": ["name": "N"],
            "POST /api/v1/rules/{slug}/test": ["document": ["event": ["type": "ticket.created"]]],
            "POST /api/v1/subscriptions": [
                "slug": "new-subscription", "url": "http://127.0.0.1:9/", "channels": [slug],
            ],
            "PATCH /api/v1/subscriptions/{slug}": wanted,
            "POST /api/v1/subscriptions/{slug}/secret": [:],
            "POST /api/v1/templates": ["slug": "new-template", "channel": slug, "ticket": wanted],
            "POST /api/v1/templates/import": ["filename": "bug.md", "content": "Text", "channel": slug],
            "PATCH /api/v1/templates/{slug}": wanted,
            "POST /api/v1/templates/{slug}/render": [:],
            "POST /api/v1/alerts/flavors": ["slug": "new-flavor", "name": "N", "channel": slug],
            "PATCH /api/v1/alerts/flavors/{slug}": ["name": "New name"],
            "POST /api/v1/alerts/tokens": ["summary": "S", "flavors": [.string(side.slug + "-flavor")]],
            "PATCH /api/v1/alerts/tokens/{id}": ["summary": "New summary"],
        ]["\(method) \(pattern)"] ?? nil
    }
}
