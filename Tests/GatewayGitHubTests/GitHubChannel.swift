import FakeGitHub
import FakeTrackerKit
import Gateway
import GatewayTestSupport
import Primitives
import Testing

/// A gateway with a channel on a project in a fake GitHub, which it calls through libcurl and sockets as it would the
/// real one.
struct GitHubChannel {
    let gateway: TestGateway
    let fake: FakeGitHub

    /// The channel's tickets.
    static let tickets = "/api/v1/channels/website/tickets"
    /// The token of the account that owns the project.
    static let token = "ghp_ownerOfTheFake"

    /// Runs the closure with a connection `acme` and a channel `website`, after its first sync.
    static func run(
        seed: (FakeGitHub) -> Void = { _ in }, _ body: @escaping @Sendable (GitHubChannel) async throws -> Void
    ) async throws {
        let fake = makeFake()
        seed(fake)
        try await fake.serving { baseURL in
            try await TestGateway.run(choose) { gateway in
                let channel = GitHubChannel(gateway: gateway, fake: fake)
                try await channel.connect(to: baseURL)
                try await body(channel)
            }
        }
    }

    /// A fake with the project that the channel is of.
    static func makeFake() -> FakeGitHub {
        let fake = FakeGitHub()
        fake.addAccount("acme", name: "Acme", token: token)
        fake.addAccount("helper")
        fake.addRepository("acme/website", roles: ["helper": "write"])
        return fake
    }

    /// The settings that the gateway needs to call the fake.
    static func choose(_ options: inout TestGateway.Options) {
        options.dependencies.runsWorkers = true
        options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
    }

    /// Creates the connection and the channel, and waits for the first sync.
    func connect(to baseURL: String) async throws {
        let connection: JSON = [
            "slug": "acme", "tracker": "github", "base_url": .string(baseURL),
            "credentials": ["type": "token", "token": .string(Self.token)],
        ]
        #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
        let channel: JSON = [
            "slug": "website", "title": "Website", "connection": "acme", "path": "acme/website",
            "status_map": ["label:doing": "in_progress"],
        ]
        #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
        try await sync()
    }

    /// Waits for a sync that begins after this call. The test's time limit ends it if there is none.
    func sync() async throws {
        while true {
            let status = try await gateway.admin.get("/api/v1/channels/website/sync").json
            if status["state"] == "idle", status["synced_at"]?.stringValue != nil { break }
            if status["state"] == "failed" { throw SyncFailed(description: status.text) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// A sync that failed.
struct SyncFailed: Error, CustomStringConvertible {
    let description: String
}
