import FakeTrackerKit
import FakeTrello
import Gateway
import GatewayTestSupport
import Primitives
import Testing

/// A gateway with a channel on a board in a fake Trello, which it calls through libcurl and sockets as it would the
/// real one.
struct TrelloChannel {
    let gateway: TestGateway
    let fake: FakeTrello
    let board: String

    /// The channel's tickets.
    static let tickets = "/api/v1/channels/roadmap/tickets"
    /// Key, token and secret, which must never be revealed.
    static let canaries = ["canaryKey0123", "canaryToken4567", "canarySecret89ab"]

    /// Runs the closure with a connection `acme` and a channel `roadmap`, after its first sync.
    static func run(
        seed: (FakeTrello, String) -> Void = { _, _ in },
        _ body: @escaping @Sendable (TrelloChannel) async throws -> Void
    ) async throws {
        let fake = FakeTrello(tokenLimit: 100_000)
        fake.addKey(canaries[0])
        fake.addAccount("gateway", name: "The Gateway", token: canaries[1])
        fake.addAccount("helper", name: "A Helper")
        let board = fake.addBoard(
            "Roadmap", lists: ["To Do", "Doing", "Done"], members: ["gateway": "admin", "helper": "normal"])
        seed(fake, board)
        try await fake.serving { baseURL in
            try await TestGateway.run({ options in
                options.dependencies.runsWorkers = true
                options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
            }) { gateway in
                let channel = TrelloChannel(gateway: gateway, fake: fake, board: board)
                try await channel.connect(to: baseURL)
                try await body(channel)
            }
        }
    }

    private func connect(to baseURL: String) async throws {
        let connection: JSON = [
            "slug": "acme", "tracker": "trello", "base_url": .string(baseURL + fake.pathPrefix),
            "credentials": [
                "type": "key_and_token", "key": .string(Self.canaries[0]), "token": .string(Self.canaries[1]),
                "secret": .string(Self.canaries[2]),
            ],
        ]
        #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
        let channel: JSON = [
            "slug": "roadmap", "title": "Roadmap", "connection": "acme", "path": .string(board),
            "status_map": ["Doing": "in_progress", "Done": "done"],
        ]
        #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
        try await sync()
    }

    /// Waits for a sync that begins after this call. The test's time limit ends it if there is none.
    func sync() async throws {
        while true {
            let status = try await gateway.admin.get("/api/v1/channels/roadmap/sync").json
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
