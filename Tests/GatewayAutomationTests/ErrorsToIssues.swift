import FakeGitLab
import FakeGlitchTip
import FakeTrackerKit
import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

/// A gateway between a fake GlitchTip and a fake GitLab, with a rule that keeps their tickets in sync.
struct ErrorsToIssues {
    let gateway: TestGateway
    let errors: FakeGlitchTip
    let issues: FakeGitLab
    /// A separate connection, for faults that only the database can cause.
    let database: PostgresClient

    /// The project of errors.
    static let errorProject = "acme/shop-api"
    /// The project of issues.
    static let issueProject = "acme/platform/shop"
    private static let token = "glpat-ownerOfTheFake"

    static let rule: JSON = [
        "slug": "errors-to-issues", "on": ["ticket.created", "ticket.reopened"], "channels": ["errors"],
        "do": [
            [
                "action": "keep_in_step", "channel": "issues", "fingerprint": "{{ticket.title}}",
                "create": ["title": "{{ticket.title}}", "body": "See {{ticket.url}}"],
                "fields": ["status", "comments"],
            ]
        ],
    ]

    static func run(_ rule: JSON = rule, _ body: @escaping @Sendable (ErrorsToIssues) async throws -> Void) async throws
    {
        let errors = FakeGlitchTip()
        errors.seedForClients()
        let issues = FakeGitLab()
        issues.addAccount("owner", name: "The Owner", isAdmin: true, token: token)
        issues.addProject(issueProject, members: ["owner": 50])
        try await errors.serving { errorURL in
            try await issues.serving { issueURL in
                try await TestDatabase.withMigratedConfiguration { configuration in
                    var options = TestGateway.Options()
                    options.dependencies.runsWorkers = true
                    options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                    try await TestGateway.run(options, database: configuration) { gateway in
                        try await TestServer.withClient(configuration) { database in
                            let setup = ErrorsToIssues(
                                gateway: gateway, errors: errors, issues: issues, database: database)
                            try await setup.connect(
                                "glitch", tracker: "glitchtip", url: errorURL, token: "fake-token", channel: "errors",
                                path: errorProject)
                            try await setup.connect(
                                "lab", tracker: "gitlab", url: issueURL + issues.pathPrefix, token: token,
                                channel: "issues", path: issueProject)
                            #expect(try await gateway.admin.post("/api/v1/rules", rule).status == 201)
                            try await body(setup)
                        }
                    }
                }
            }
        }
    }

    private func connect(
        _ slug: String, tracker: String, url: String, token: String, channel: String, path: String
    ) async throws {
        let connection: JSON = [
            "slug": .string(slug), "tracker": .string(tracker), "base_url": .string(url),
            "credentials": ["type": "token", "token": .string(token)],
        ]
        #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
        let draft: JSON = ["slug": .string(channel), "connection": .string(slug), "path": .string(path)]
        #expect(try await gateway.admin.post("/api/v1/channels", draft).status == 201)
        try await waitForSync(channel)
    }

    /// An issue as GitLab shows it.
    func issue(_ number: Int) async throws -> JSON {
        let person = Person(fake: issues, headers: [.authorization: "Bearer \(Self.token)"])
        return try await person.call(.get, "/projects/acme%2Fplatform%2Fshop/issues/\(number)")
    }

    /// Makes the gateway sync a channel.
    func sync(_ channel: String) async throws {
        #expect(try await gateway.admin.post("/api/v1/channels/\(channel)/sync", ["full": true]).status == 202)
        try await waitForSync(channel)
    }

    private func waitForSync(_ channel: String) async throws {
        try await until {
            let status = try await gateway.admin.get("/api/v1/channels/\(channel)/sync").json
            return status["state"] == "idle" && status["synced_at"]?.stringValue != nil
        }
    }

    /// The number of attempts to find a result of the workers: half a minute.
    private static let maximumLooks = 1500

    /// Waits for a result of the workers.
    func until(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<Self.maximumLooks {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        let events = try await gateway.admin.get("/api/v1/events?limit=200").json
        throw WaitTimeout(
            description: "\(try await JSON.array(runs()).text)\n\(events.text)\n\(gateway.log.text.suffix(4000))")
    }

    /// Makes an error occur.
    func happen(_ message: String, _ id: Int) {
        let digits = String(id)
        errors.addEvent(
            Self.errorProject,
            [
                "event_id": .string(String(repeating: "0", count: 32 - digits.count) + digits),
                "message": .string(message), "level": "error",
            ])
    }

    /// The comments of people and the gateway on an issue.
    func notes(ofIssue number: Int) async throws -> [String] {
        let person = Person(fake: issues, headers: [.authorization: "Bearer \(Self.token)"])
        let notes = try await person.call(.get, "/projects/acme%2Fplatform%2Fshop/issues/\(number)/notes?sort=asc")
        return (notes.arrayValue ?? []).filter { $0["system"] != true }.compactMap { $0["body"]?.stringValue }
    }

    /// The states of the rule's runs, oldest first.
    func runs() async throws -> [JSON] {
        (try await gateway.admin.get("/api/v1/rules/errors-to-issues/runs").json["data"]?.arrayValue ?? []).reversed()
    }
}

/// Thrown if the workers did not reach the expected state in time.
struct WaitTimeout: Error, CustomStringConvertible {
    let description: String
}
