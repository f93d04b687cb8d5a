import FakeGitHub
import FakeTrackerKit
import Foundation
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

/// What the mistakes are made with: a gateway with a local channel and one of a fake GitHub, a template, a rule,
/// tokens, and an empty database.
struct MistakeScene: Sendable {
    let gateway: TestGateway
    /// The address of the fake GitHub.
    let tracker: String
    let environments: ServerEnvironments
    /// The tokens by the names of ``Mistake/Credential``.
    let tokens: MistakeTokens

    static func run(_ body: @escaping @Sendable (MistakeScene) async throws -> Void) async throws {
        let fake = FakeGitHub()
        fake.addAccount("octo-owner", name: "Octo Owner", token: "ghp_owner")
        fake.addRepository("octo-owner/tools")
        try await fake.serving { tracker in
            try await TestDatabase.withEmptyConfiguration { empty in
                try await TestDatabase.withMigratedConfiguration { database in
                    var options = TestGateway.Options()
                    options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.1/32"
                    let environments = try ServerEnvironments(database: database, empty: empty)
                    try await TestGateway.run(options, database: database) { gateway in
                        try await prepare(gateway, tracker: tracker)
                        let tokens = try await MistakeTokens(gateway, database: database)
                        let scene = MistakeScene(
                            gateway: gateway, tracker: tracker, environments: environments, tokens: tokens)
                        try await body(scene)
                    }
                }
            }
        }
    }

    private static func prepare(_ gateway: TestGateway, tracker: String) async throws {
        func connection(_ slug: String, token: String) -> JSON {
            [
                "slug": .string(slug), "tracker": "github", "base_url": .string(tracker),
                "credentials": ["type": "token", "token": .string(token)],
            ]
        }
        let objects: [(path: String, body: JSON)] = [
            ("channels", ["slug": "website", "title": "The website", "connection": "demo", "path": "website"]),
            ("channels/demo/tickets", ["title": "The login page is blank"]),
            ("connections", connection("octo", token: "ghp_owner")),
            ("connections", connection("stale", token: "ghp_revoked")),
            ("channels", ["slug": "tools", "connection": "octo", "path": "octo-owner/tools"]),
            (
                "templates",
                [
                    "slug": "incident", "ticket": ["title": "Incident: {{summary}}"],
                    "variables": [["name": "summary", "type": "string", "required": true]],
                ]
            ),
            (
                "rules",
                [
                    "slug": "thank-reporters", "on": ["ticket.created"],
                    "do": [["action": "comment", "body": "Thank you."]],
                ]
            ),
        ]
        for (path, body) in objects {
            let made = try await gateway.admin.post("/api/v1/\(path)", body)
            try #require(made.status == 201, "\(path): \(made.text)")
        }
    }
}

extension MistakeScene {
    /// The addresses in the table of mistakes, and those of this run.
    private var addresses: [(shown: String, real: String)] {
        let own: [(shown: String, real: String)] = [
            ("http://127.0.0.1:3000", gateway.url), ("127.0.0.1:3000", host(of: gateway.url)),
            ("http://127.0.0.1:4001", tracker),
        ]
        return own + environments.addresses
    }

    private func host(of url: String) -> String { String(url.dropFirst("http://".count)) }

    private func real(_ text: String) -> String {
        addresses.reduce(text) { $0.replacing($1.shown, with: $1.real) }
    }

    /// The response to a mistake.
    func outcome(of mistake: Mistake) async throws -> Outcome {
        let outcome =
            switch mistake.input {
            case .request(let call): try await send(call)
            case .command(let command): try await run(command)
            }
        return outcome.normalised(addresses.map { ($0.real, $0.shown) } + environments.names)
    }

    private func send(_ call: Mistake.Call) async throws -> Outcome {
        var headers = HTTPFields()
        for line in call.fields {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            headers.append(HTTPField(name: name, value: parts[1].trimmingCharacters(in: .whitespaces)))
        }
        if case .field(let value) = call.credential {
            headers[.authorization] = value.replacing("TOKEN", with: gateway.adminToken)
        }
        let method = try #require(HTTPRequest.Method(rawValue: call.method))
        let response = try await gateway.client(token: tokens.token(for: call.credential, gateway)).send(
            method, call.path, headers: headers, bytes: call.body.map { Array(real($0).utf8) })
        return Outcome(response)
    }

    private func run(_ command: Mistake.Command) async throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mistake-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files = command.files
        files[".env"] = command.environmentFile
        for (name, text) in files {
            let created = FileManager.default.createFile(
                atPath: folder.appending(path: name).path(), contents: Data(text.utf8),
                attributes: [.posixPermissions: 0o644])
            try #require(created, "\(name) can't be written")
        }
        var environment = environments.environment(command.surroundings, gateway)
        environment["HOME"] = folder.path()
        for (name, value) in command.environment { environment[name] = value.map(real) }
        if environment["TICKET_GATEWAY_PORT"] == "3000" {
            environment["TICKET_GATEWAY_PORT"] = gateway.url.split(separator: ":").last.map(String.init)
        }
        return try await Program.run(
            command.arguments.map(real), environment: environment, in: folder, input: command.input)
    }
}
