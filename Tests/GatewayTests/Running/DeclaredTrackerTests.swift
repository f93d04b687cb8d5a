import Gateway
import GatewayTestSupport
import HTTPKit
import Primitives
import Synchronization
import Testing
import TrackerKit

/// Credentials and settings of a tracker that the gateway knows only by its driver's declaration.
struct DeclaredTrackerTests {
    private static let credentials: JSON = ["type": "fictional_login", "user": "bot", "password": "correct horse"]

    private static func run(_ body: @escaping @Sendable (TestGateway, FictionalDriver) async throws -> Void)
        async throws
    {
        let driver = FictionalDriver()
        try await TestGateway.run { options in
            options.dependencies.drivers = [driver]
            options.dependencies.runsWorkers = false
        } _: { gateway in
            try await body(gateway, driver)
        }
    }

    private static func connection(_ credentials: JSON?, _ settings: JSON?) -> JSON {
        var members: [String: JSON] = ["slug": "desk", "tracker": "fictional"]
        members["credentials"] = credentials
        members["settings"] = settings
        return .object(members)
    }

    @Test func `each invalid, missing or unknown value of credentials is an error at its own pointer`() async throws {
        try await Self.run { gateway, _ in
            let cases: [(JSON?, [String])] = [
                (nil, ["/credentials"]), (["type": "token", "token": "t"], ["/credentials/type"]),
                (["type": "nonsense"], ["/credentials/type"]),
                (["user": "bot"], ["/credentials/type", "/credentials/user"]),
                (
                    ["type": "fictional_login", "user": "two words", "realm": "x", "pin": "1"],
                    ["/credentials/user", "/credentials/password", "/credentials/realm", "/credentials/pin"]
                ),
                (["type": "fictional_login", "user": "bot", "password": "short"], ["/credentials/password"]),
                (
                    ["type": "fictional_login", "user": 7, "password": .null],
                    ["/credentials/user", "/credentials/password"]
                ),
            ]
            for (credentials, pointers) in cases {
                let body = Self.connection(credentials, ["text_format": "textile"])
                let refused = try await gateway.admin.acceptingUndocumented.post("/api/v1/connections", body)
                #expect(refused.status == 422)
                #expect(refused.pointers == pointers, "\(body.text): \(refused.text)")
                #expect(!refused.text.contains("two words") && !refused.text.contains("short"))
            }
        }
    }

    @Test func `credentials and settings of a connection reach the adapter, and no response has a secret`() async throws
    {
        try await Self.run { gateway, driver in
            let cases: [(JSON?, [String])] = [
                (nil, ["/settings/text_format"]), (["text_format": "html"], ["/settings/text_format"]),
                (["text_format": .null], ["/settings"]),
                (["text_format": "textile", "colour": "red"], ["/settings/colour"]),
            ]
            for (settings, pointers) in cases {
                let body = Self.connection(Self.credentials, settings)
                let refused = try await gateway.admin.acceptingUndocumented.post("/api/v1/connections", body)
                #expect(refused.status == 422)
                #expect(refused.pointers == pointers, "\(body.text): \(refused.text)")
            }
            let body = Self.connection(Self.credentials, ["text_format": "textile", "limit": "12"])
            let made = try await gateway.admin.acceptingUndocumented.post("/api/v1/connections", body)
            #expect(made.status == 201, "\(made.text)")
            #expect(made.json["settings"] == ["text_format": "textile", "limit": "12"])
            #expect(made.json["credentials"] == nil && !made.text.contains("horse"))
            #expect(try await gateway.admin.acceptingUndocumented.post("/api/v1/connections/desk/verify").status == 200)
            #expect(driver.latest?.credentials.kind == "fictional_login")
            #expect(driver.latest?.credentials["password"] == "correct horse")
            #expect(driver.latest?.settings == ["text_format": "textile", "limit": "12"])

            let change: JSON = ["settings": ["text_format": "markdown", "limit": .null]]
            let changed = try await gateway.admin.acceptingUndocumented.patch("/api/v1/connections/desk", change)
            #expect(changed.json["settings"] == ["text_format": "markdown"], "\(changed.text)")
            let refused = try await gateway.admin.acceptingUndocumented.patch(
                "/api/v1/connections/desk", ["settings": ["text_format": .null]])
            #expect(refused.status == 422 && refused.pointers == ["/settings/text_format"], "\(refused.text)")
            #expect(try await gateway.admin.acceptingUndocumented.post("/api/v1/connections/desk/verify").status == 200)
            #expect(driver.latest?.settings == ["text_format": "markdown"])
        }
    }

    @Test func `a channel has the settings that its tracker declares`() async throws {
        try await Self.run { gateway, _ in
            let connection = Self.connection(Self.credentials, ["text_format": "textile"])
            #expect(try await gateway.admin.acceptingUndocumented.post("/api/v1/connections", connection).status == 201)
            func body(_ settings: JSON) -> JSON {
                ["slug": "help", "connection": "desk", "path": "HELP", "settings": settings]
            }
            for (settings, pointers): (JSON, [String]) in [
                ([:], ["/settings/issue_type"]), (["issue_type": "Bug", "notify": "yes"], ["/settings/notify"]),
                (["issue_type": ["Bug"]], ["/settings"]), (["issue_type": "Bug", "type": "Bug"], ["/settings/type"]),
            ] {
                let refused = try await gateway.admin.acceptingUndocumented.post("/api/v1/channels", body(settings))
                #expect(refused.status == 422)
                #expect(refused.pointers == pointers, "\(settings.text): \(refused.text)")
            }
            let made = try await gateway.admin.acceptingUndocumented.post(
                "/api/v1/channels", body(["issue_type": "Bug", "notify": true]))
            #expect(made.status == 201, "\(made.text)")
            #expect(made.json["settings"] == ["issue_type": "Bug", "notify": true])
            let path = "/api/v1/channels/help"
            let changed = try await gateway.admin.acceptingUndocumented.patch(
                path, ["settings": ["issue_type": "Task", "notify": .null]])
            #expect(changed.json["settings"] == ["issue_type": "Task"], "\(changed.text)")
            #expect(try await gateway.admin.acceptingUndocumented.get(path).json["settings"] == ["issue_type": "Task"])
            let refused = try await gateway.admin.acceptingUndocumented.patch(path, ["settings": ["issue_type": .null]])
            #expect(refused.status == 422 && refused.pointers == ["/settings/issue_type"], "\(refused.text)")
            let local = try await gateway.admin.acceptingUndocumented.get("/api/v1/channels/demo")
            #expect(local.json["settings"] == [:])
            let other = try await gateway.admin.acceptingUndocumented.patch(
                "/api/v1/channels/demo", ["settings": ["notify": true]])
            #expect(other.status == 422 && other.pointers == ["/settings/notify"])
        }
    }
}

/// Declares credentials and settings of each form, and records what its adapters get.
private final class FictionalDriver: TrackerDriver {
    let declaration = TrackerDeclaration(
        kind: FictionalTracker.kind, isRemote: false,
        credentials: [
            CredentialKind(
                "fictional_login", schema: "FictionalCredentials",
                fields: [
                    SettingField("user", .headerSafe(1...100), help: "The user's name."),
                    SettingField("password", .text(8...100), isSecret: true, help: "The user's password."),
                    SettingField("realm", .number, isRequired: false, help: "The realm's number."),
                ])
        ],
        connectionSettings: [
            SettingField("text_format", .word(["textile", "markdown"]), help: "The format of texts."),
            SettingField("limit", .number, isRequired: false, help: "The page size."),
        ],
        channelSettings: [
            SettingField("issue_type", .text(1...20), help: "The type of new tickets."),
            SettingField("notify", .flag, isRequired: false, help: "Whether watchers are notified."),
        ])
    let capabilities: Set<Capability> = []
    let upstreamPolicy = UpstreamPolicy()
    private let contexts = Mutex<[TrackerContext]>([])

    var latest: TrackerContext? { contexts.withLock { $0.last } }

    func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        contexts.withLock { $0.append(context) }
        return FictionalTracker()
    }
}

/// Has every project, without tickets.
private struct FictionalTracker: IssueTracker {
    static let kind = TrackerKind(rawValue: "fictional")
    let capabilities: Set<Capability> = []

    func sharingReads(_ sharing: ReadSharing) -> any IssueTracker { self }
    func verify() async throws -> Verification { Verification(account: nil) }
    func project(_ path: String) async throws -> RemoteProject {
        RemoteProject(remoteID: path, path: path, name: path, kind: .repo)
    }
    func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws
        -> Page<Ticket>
    {
        Page(items: [], next: nil)
    }
    func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        throw TrackerError.notFound(what: "ticket \(key)")
    }
}
