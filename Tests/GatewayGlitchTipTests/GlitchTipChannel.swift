import FakeGlitchTip
import FakeTrackerKit
import Gateway
import GatewayTestSupport
import Primitives
import Testing

/// A gateway with a channel on a project in a fake GlitchTip or Sentry, which it calls through libcurl and sockets as
/// it would the real one.
struct GlitchTipChannel {
    let gateway: TestGateway
    let fake: FakeGlitchTip
    /// The channel's one ticket: its key is not its number.
    let ticket: String

    /// The project's path.
    static let path = "acme/shop-api"
    /// The number of the first issue.
    static let issue: Int64 = 42
    /// The address of the channel.
    static let channel = "/api/v1/channels/shop"

    /// Runs the closure with a connection `acme` and a channel `shop`, whose one issue is imported.
    static func run(isSentry: Bool = false, _ body: @escaping @Sendable (GlitchTipChannel) async throws -> Void)
        async throws
    {
        let fake = FakeGlitchTip(isSentry: isSentry, firstIssue: issue)
        fake.seedForClients()
        fake.addEvent(path, ["event_id": "0123456789abcdef0123456789abcdef", "message": "It broke", "level": "error"])
        try await fake.serving { baseURL in
            try await TestGateway.run({ options in
                options.dependencies.runsWorkers = true
                options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                options.environment["TICKET_GATEWAY_PUBLIC_URL"] = "https://gateway.example"
            }) { gateway in
                try await connect(gateway, to: baseURL, as: isSentry ? "sentry" : "glitchtip")
                let keys = try await gateway.admin.get(channel + "/tickets").json["data"]?.arrayValue ?? []
                let key = try #require(keys.first?["key"]?.stringValue)
                try await body(GlitchTipChannel(gateway: gateway, fake: fake, ticket: channel + "/tickets/" + key))
            }
        }
    }

    private static func connect(_ gateway: TestGateway, to baseURL: String, as tracker: String) async throws {
        let connection: JSON = [
            "slug": "acme", "tracker": .string(tracker), "base_url": .string(baseURL),
            "credentials": ["type": "token", "token": "fake-token"],
        ]
        #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
        let draft: JSON = ["slug": "shop", "title": "Shop", "connection": "acme", "path": .string(path)]
        #expect(try await gateway.admin.post("/api/v1/channels", draft).status == 201)
        try await sync(gateway)
    }

    /// Reads the whole project again.
    func sync() async throws {
        #expect(try await gateway.admin.post(Self.channel + "/sync", ["full": true]).status == 202)
        try await Self.sync(gateway)
    }

    /// Waits until no sync is running or due. The test's time limit ends it if that never happens.
    private static func sync(_ gateway: TestGateway) async throws {
        try await until {
            let status = try await gateway.admin.get(channel + "/sync").json
            #expect(status["state"] != "failed", "\(status.text)")
            return status["state"] == "idle" && status["synced_at"]?.stringValue != nil
        }
    }

    /// Waits for a result of the workers.
    static func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// The texts of the ticket's comments, as the gateway shows them.
    func comments() async throws -> [String] {
        let comments = try await gateway.admin.get(ticket + "/comments").json["data"]?.arrayValue ?? []
        return comments.compactMap { $0["body"]?.stringValue }
    }
}
