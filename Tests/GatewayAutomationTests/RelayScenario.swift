import FakeGitLab
import FakeGlitchTip
import FakeTrackerKit
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Postgres
import Primitives
import Synchronization
import TestSupport
import Testing

/// A gateway that leaves work to other processes, between a fake GlitchTip, a fake GitLab and a receiver of webhooks,
/// with a rule that writes to all of them.
struct RelayScenario: Sendable {
    let gateway: TestGateway
    let errors: FakeGlitchTip
    let issues: FakeGitLab
    let receiver: HookReceiver
    let database: PostgresClient
    /// The environment of a process that works.
    let environment: [String: String]

    static let title = "It broke"
    static let errorProject = "acme/shop-api"
    static let issueProject = "acme/shop"
    private static let token = "token-of-the-gateway"
    private static let receiverKey = "key-of-the-receiver"
    /// The secrets that must not be revealed.
    static let secrets = [token, receiverKey, "fake-token"]

    static let rule: JSON = [
        "slug": "hand-over", "on": ["ticket.created"], "channels": ["errors"],
        "do": [
            [
                "action": "create_ticket", "channel": "issues", "title": "{{ticket.title}}",
                "body": "See {{ticket.url}}",
            ],
            ["action": "comment", "ticket": "action.0", "body": "An error leads here."],
            ["action": "label", "ticket": "action.0", "add": ["error"]],
            ["action": "comment", "body": "It is issue {{actions.0.ticket.key}}."],
            ["action": "webhook", "subscription": "team", "data": ["issue": "{{actions.0.ticket.key}}"]],
        ],
    ]

    static func run(_ body: @escaping @Sendable (RelayScenario) async throws -> Void) async throws {
        let errors = FakeGlitchTip(), issues = FakeGitLab(), receiver = HookReceiver()
        errors.seedForClients()
        issues.addAccount("gateway", isAdmin: true, token: token)
        issues.addProject(issueProject, members: ["gateway": 50])
        try await errors.serving { errorURL in
            try await issues.serving { issueURL in
                try await receiver.serving { receiverURL in
                    try await TestDatabase.withMigratedConfiguration { configuration in
                        var options = TestGateway.Options()
                        options.environment = [
                            "TICKET_GATEWAY_ALLOWED_NETWORKS": "127.0.0.0/8",
                            "TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS": "127.0.0.0/8",
                            "TICKET_GATEWAY_JOB_LEASE": "1s",
                        ]
                        let environment = try TestConfiguration.environment(database: configuration, options)
                        try await TestGateway.run(options, database: configuration) { gateway in
                            try await TestServer.withClient(configuration) { database in
                                let world = RelayScenario(
                                    gateway: gateway, errors: errors, issues: issues, receiver: receiver,
                                    database: database,
                                    environment: environment)
                                try await world.prepare(
                                    errorURL: errorURL, issueURL: issueURL + issues.pathPrefix, receiverURL: receiverURL
                                )
                                try await body(world)
                            }
                        }
                    }
                }
            }
        }
    }

    private func prepare(errorURL: String, issueURL: String, receiverURL: String) async throws {
        try await connect("errors", tracker: "glitchtip", url: errorURL, token: "fake-token", path: Self.errorProject)
        try await connect("issues", tracker: "gitlab", url: issueURL, token: Self.token, path: Self.issueProject)
        let subscription: JSON = [
            "slug": "team", "url": .string(receiverURL + "/hook?key=\(Self.receiverKey)"), "types": ["rule.disabled"],
        ]
        #expect(try await gateway.admin.post("/api/v1/subscriptions", subscription).status == 201)
        #expect(try await gateway.admin.post("/api/v1/rules", Self.rule).status == 201)
        try await work { world in
            for channel in ["errors", "issues"] {
                try await world.until {
                    try await gateway.admin.get("/api/v1/channels/\(channel)/sync").json["synced_at"]?.stringValue
                        != nil
                }
            }
        }
    }

    private func connect(_ slug: String, tracker: String, url: String, token: String, path: String) async throws {
        let connection: JSON = [
            "slug": .string(slug), "tracker": .string(tracker), "base_url": .string(url),
            "credentials": ["type": "token", "token": .string(token)],
        ]
        #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
        let channel: JSON = ["slug": .string(slug), "connection": .string(slug), "path": .string(path)]
        #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
    }

    /// Makes an error occur, and makes the gateway sync it.
    func happen() async throws {
        errors.addEvent(
            Self.errorProject,
            [
                "event_id": .string(String(repeating: "0", count: 31) + "1"), "message": .string(Self.title),
                "level": "error",
            ])
        #expect(try await gateway.admin.post("/api/v1/channels/errors/sync", ["full": true]).status == 202)
    }

    /// Runs a separate worker process during the closure, then kills it.
    func work(_ body: @escaping @Sendable (RelayScenario) async throws -> Void) async throws {
        try await WorkerProcess.working(environment) { try await body(self) }
    }

    /// Waits for a result of the process. The test's time limit ends it if there is none.
    func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// The rule's runs.
    func runs() async throws -> [JSON] {
        try await gateway.admin.get("/api/v1/rules/hand-over/runs").json["data"]?.arrayValue ?? []
    }

    /// The comments at GitLab on the issue that the rule created.
    func inGitLab(_ path: String = "") async throws -> JSON {
        let person = Person(fake: issues, headers: [.authorization: "Bearer \(Self.token)"])
        return try await person.call(.get, "/projects/acme%2Fshop/issues/1\(path)")
    }
}

/// Accepts every webhook, and records the identifiers.
final class HookReceiver: FakeTracker {
    let clock: any WallClock = SystemClock()
    let pathPrefix = ""
    let behaviour = FakeBehaviour()
    private let seen = Mutex<[String]>([])

    /// The `webhook-id` of each call.
    var ids: [String] { seen.withLock { $0 } }

    func respond(to request: Request) async -> Response {
        let id = HTTPField.Name("webhook-id").flatMap { request.headers[$0] } ?? ""
        return await behaviour.answer(request.method, request.path, now: clock.now()) {
            seen.withLock { $0.append(id) }
            return .text("")
        }
    }
}
