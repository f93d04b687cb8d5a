import FakeGitLab
import FakeTrackerKit
import Gateway
import GatewayTestSupport
import Primitives
import Testing

/// A gateway with a channel on a project in a fake GitLab, which it calls through libcurl and sockets as it would the
/// real one.
struct GitLabChannel {
    let gateway: TestGateway
    let fake: FakeGitLab

    /// The channel's tickets.
    static let tickets = "/api/v1/channels/backend/tickets"
    /// The project's path.
    static let path = "acme/platform/backend"
    /// The token of the project's owner, which must never be revealed.
    static let token = "glpat-ownerOfTheFake"

    /// Runs the closure with a connection `acme` and a channel `backend`, after its first sync.
    static func run(
        seed: (FakeGitLab) -> Void = { _ in }, _ body: @escaping @Sendable (GitLabChannel) async throws -> Void
    ) async throws {
        let fake = FakeGitLab()
        fake.addAccount("owner", name: "The Owner", isAdmin: true, token: token)
        fake.addAccount("helper")
        fake.addProject(path, members: ["owner": 50, "helper": 30])
        seed(fake)
        try await fake.serving { baseURL in
            try await TestGateway.run({ options in
                options.dependencies.runsWorkers = true
                options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
            }) { gateway in
                let channel = GitLabChannel(gateway: gateway, fake: fake)
                try await channel.connect(to: baseURL)
                try await body(channel)
            }
        }
    }

    private func connect(to baseURL: String) async throws {
        let connection: JSON = [
            "slug": "acme", "tracker": "gitlab", "base_url": .string(baseURL + fake.pathPrefix),
            "credentials": ["type": "token", "token": .string(Self.token)],
        ]
        #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
        let channel: JSON = [
            "slug": "backend", "title": "Backend", "connection": "acme", "path": .string(Self.path),
            "status_map": ["label:doing": "in_progress"],
        ]
        #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
        try await sync()
    }

    /// Waits for a sync that begins after this call. The test's time limit ends it if there is none.
    func sync() async throws {
        while true {
            let status = try await gateway.admin.get("/api/v1/channels/backend/sync").json
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
