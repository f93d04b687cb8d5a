import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Primitives
import Synchronization
import Testing

/// The target of credentials: callers who may change a connection cannot have them sent to their own server.
struct CredentialTargetTests {
    private static let token: JSON = ["type": "token", "token": "kept-secret"]
    private static let trackers: [(tracker: String, credentials: JSON)] = [
        ("github", token), ("gitlab", token), ("glitchtip", token), ("sentry", token),
        ("trello", ["type": "key_and_token", "key": "0123456789abcdef0123456789abcdef", "token": "kept-secret"]),
    ]

    private static func run(_ body: @escaping @Sendable (TestGateway, RecordingTransport) async throws -> Void)
        async throws
    {
        let transport = RecordingTransport()
        try await TestGateway.run { options in
            options.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
            options.dependencies.transport = transport
        } _: { gateway in
            try await body(gateway, transport)
        }
    }

    @Test func `another base_url without the credentials is refused, and they are sent nowhere else`() async throws {
        try await Self.run { gateway, transport in
            for (tracker, credentials) in Self.trackers {
                let path = "/api/v1/connections/\(tracker)"
                let made = try await gateway.admin.post(
                    "/api/v1/connections",
                    [
                        "slug": .string(tracker), "tracker": .string(tracker), "base_url": "http://127.0.0.1:1/api",
                        "credentials": credentials,
                    ])
                #expect(made.status == 201, "\(made.text)")
                for url: JSON in [
                    "http://127.0.0.2:1/api", "http://127.0.0.1:2/api", "http://127.0.0.1:1/api/evil",
                    "https://127.0.0.1:1/api", .null,
                ] {
                    let refused = try await gateway.admin.patch(path, ["base_url": url])
                    #expect(refused.status == 422)
                    #expect(refused.pointers == ["/credentials"], "\(tracker) \(url)")
                }
                try await gateway.admin.post(path + "/verify")
                #expect(try await gateway.admin.get(path).json["base_url"] == "http://127.0.0.1:1/api")
            }
            #expect(!transport.urls.isEmpty)
            #expect(transport.urls.allSatisfy { $0.hasPrefix("http://127.0.0.1:1/api/") })
        }
    }

    @Test func `another base_url with credentials, other spellings of it and other fields pass`() async throws {
        try await Self.run { gateway, transport in
            let path = "/api/v1/connections/hub"
            let made: JSON = [
                "slug": "hub", "tracker": "github", "base_url": "http://127.0.0.1:80/api", "credentials": Self.token,
            ]
            #expect(try await gateway.admin.post("/api/v1/connections", made).status == 201)
            for change: JSON in [
                ["title": "Hub"], ["base_url": "HTTP://127.0.0.1/api/"],
                ["base_url": "http://127.0.0.1:80/api", "title": "Again"],
                ["base_url": "http://127.0.0.2/", "credentials": ["type": "token", "token": "another-secret"]],
                ["base_url": .null, "credentials": Self.token], ["base_url": "https://api.github.com"],
            ] {
                let changed = try await gateway.admin.patch(path, change)
                #expect(changed.status == 200, "\(change.text): \(changed.text)")
            }
            #expect(transport.urls.isEmpty)
        }
    }
}

/// Responds to every call with an empty object, and records its target.
private final class RecordingTransport: HTTPTransport {
    private let seen = Mutex<[String]>([])

    var urls: [String] { seen.withLock { $0 } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        seen.withLock { $0.append(request.url) }
        return ClientResponse(status: 200, headers: [.contentType: "application/json"], body: Array("{}".utf8))
    }
}
