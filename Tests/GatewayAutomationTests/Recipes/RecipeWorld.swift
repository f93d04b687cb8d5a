import FakeGitHub
import FakeGitLab
import FakeGlitchTip
import FakeTrackerKit
import FakeTrello
import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

/// A gateway with the channels that the recipes name, on fakes of the trackers.
///
/// `shop-errors` and `jobs-errors` are GlitchTip's, `shop` is GitLab's, `website` GitHub's, `support` a board of
/// Trello's, `ops` the gateway's own.
struct RecipeWorld: Sendable {
    let gateway: TestGateway
    let glitchTip: FakeGlitchTip
    let gitLab: FakeGitLab
    let gitHub: FakeGitHub
    let trello: FakeTrello
    let board: String
    /// A separate connection, for faults that only the database can cause.
    let database: PostgresClient
    /// The service that receives webhooks.
    let receiver: Receiver
    /// The events on the live stream.
    let live: LiveLog
    /// The webhook secrets, by channel.
    let secrets: [String: String]

    /// Fails commits.
    var stumbling: FaultInjection { FaultInjection(database: database) }

    static let publicURL = "https://gateway.example"
    static let trelloSecret = "secretOfTheApplication"
    private static let gatewayToken = "token-of-the-gateway"
    private static let personToken = "token-of-ada"

    /// Ada, an arbitrary user.
    var inGitLab: Person { Person(fake: gitLab, headers: [.authorization: "Bearer \(Self.personToken)"]) }
    var inGitHub: Person { Person(fake: gitHub, headers: [.authorization: "Bearer \(Self.personToken)"]) }
    var inTrello: Person {
        Person(
            fake: trello,
            headers: [.authorization: #"OAuth oauth_consumer_key="key", oauth_token="\#(Self.personToken)""#])
    }

    /// Runs the closure with the requested channels, after their first sync.
    static func run(_ channels: [String], _ body: @escaping @Sendable (RecipeWorld) async throws -> Void) async throws {
        let glitchTip = FakeGlitchTip(), gitLab = FakeGitLab(), gitHub = FakeGitHub(),
            trello = FakeTrello(tokenLimit: 100_000)
        glitchTip.seedForClients()
        gitLab.addAccount("gateway", isAdmin: true, token: gatewayToken)
        gitLab.addAccount("ada", token: personToken)
        gitLab.addAccount("dora")
        gitLab.addProject("acme/shop", members: ["gateway": 50, "ada": 30, "dora": 30])
        gitHub.addAccount("gateway", token: gatewayToken)
        gitHub.addAccount("ada", token: personToken)
        gitHub.addRepository("acme/website", roles: ["gateway": "admin", "ada": "write"])
        trello.addKey("key")
        trello.addAccount("gateway", token: gatewayToken)
        trello.addAccount("ada", token: personToken)
        let board = trello.addBoard(
            "Support", lists: ["To Do", "Doing", "Done"], members: ["gateway": "admin", "ada": "normal"])
        try await serving([glitchTip, gitLab, gitHub, trello], urls: []) { urls in
            try await TestDatabase.withMigratedConfiguration { configuration in
                var options = TestGateway.Options()
                options.dependencies.runsWorkers = true
                options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                options.environment["TICKET_GATEWAY_PUBLIC_URL"] = publicURL
                try await TestGateway.run(options, database: configuration) { gateway in
                    try await TestServer.withClient(configuration) { database in
                        let places: [String: Place] = [
                            "shop-errors": Place(
                                "glitchtip", url: urls[0], credentials: token("fake-token"), path: "acme/shop-api"),
                            "jobs-errors": Place(
                                "glitchtip", url: urls[0], credentials: token("fake-token"), path: "acme/other"),
                            "shop": Place(
                                "gitlab", url: urls[1] + gitLab.pathPrefix, credentials: token(gatewayToken),
                                path: "acme/shop"),
                            "website": Place(
                                "github", url: urls[2], credentials: token(gatewayToken), path: "acme/website"),
                            "support": Place(
                                "trello", url: urls[3] + trello.pathPrefix, credentials: keyAndToken, path: board,
                                statusMap: ["Doing": "in_progress", "Done": "done"]),
                            "ops": Place("local", url: nil, credentials: nil, path: "ops"),
                        ]
                        let receiver = try await listen(to: gateway, database)
                        var secrets: [String: String] = [:]
                        for channel in channels {
                            secrets[channel] = try await connect(channel, to: places[channel], on: gateway)
                        }
                        try await body(
                            RecipeWorld(
                                gateway: gateway, glitchTip: glitchTip, gitLab: gitLab, gitHub: gitHub, trello: trello,
                                board: board,
                                database: database, receiver: receiver, live: try LiveLog(gateway), secrets: secrets))
                    }
                }
            }
        }
    }

    /// A receiver of every event from the first one on.
    private static func listen(to gateway: TestGateway, _ database: PostgresClient) async throws -> Receiver {
        // Changes before the first sync have no cause.
        while try await database.run("SELECT count(*) AS count FROM event_consumer").first?.decode("count") != Int64(2)
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        let receiver = try Receiver()
        let made = try await gateway.admin.post(
            "/api/v1/subscriptions", ["slug": .string(everything), "url": .string(receiver.url(everything))])
        receiver.expect(everything, signedBy: try #require(made.json["secret"]?.stringValue))
        return receiver
    }

    // MARK: Channels

    private struct Place {
        let tracker: String
        let url: String?
        let credentials: JSON?
        let path: String
        let statusMap: JSON?

        init(_ tracker: String, url: String?, credentials: JSON?, path: String, statusMap: JSON? = nil) {
            (self.tracker, self.url, self.credentials, self.path, self.statusMap) = (
                tracker, url, credentials, path, statusMap
            )
        }
    }

    private static func token(_ token: String) -> JSON { ["type": "token", "token": .string(token)] }
    private static let keyAndToken: JSON = [
        "type": "key_and_token", "key": "key", "token": .string(gatewayToken), "secret": .string(trelloSecret),
    ]

    /// - Returns: The secret of the channel's webhook.
    private static func connect(_ channel: String, to place: Place?, on gateway: TestGateway) async throws -> String? {
        guard let place else { return nil }
        let admin = gateway.admin
        var connection: [String: JSON] = ["slug": .string(channel), "tracker": .string(place.tracker)]
        connection["base_url"] = place.url.map(JSON.string)
        connection["credentials"] = place.credentials
        #expect(try await admin.post("/api/v1/connections", .object(connection)).status == 201)
        var draft: [String: JSON] = [
            "slug": .string(channel), "connection": .string(channel), "path": .string(place.path),
        ]
        draft["status_map"] = place.statusMap
        #expect(try await admin.post("/api/v1/channels", .object(draft)).status == 201)
        guard place.url != nil else { return nil }
        while try await admin.get("/api/v1/channels/\(channel)/sync").json["synced_at"]?.stringValue == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        let made = try await admin.post("/api/v1/channels/\(channel)/webhook", ["manual": true])
        #expect(made.status == 201, "\(made.text)")
        return made.json["secret"]?.stringValue
    }

    private static func serving(
        _ fakes: [any FakeTracker], urls: [String], body: @escaping @Sendable ([String]) async throws -> Void
    ) async throws {
        guard let fake = fakes.first else { return try await body(urls) }
        try await fake.serving { url in try await serving(Array(fakes.dropFirst()), urls: urls + [url], body: body) }
    }
}
