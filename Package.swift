// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")

/// A library target with the common settings. It may depend only on targets of lower layers; `make lint` checks that.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The same for a target whose folder has a README.
func documented(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: settings)
}

/// A test target.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A library that only tests use.
func testLibrary(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

/// The ten targets of layer 6, for the targets that use all of them.
let services: [Target.Dependency] = [
    "ServiceKit", "Access", "JobQueue", "Connections", "Tickets", "EventFeed", "Intake", "Rules", "OutgoingWebhooks",
    "Alerts",
]

let package = Package(
    name: "ticket-gateway",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.8.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    ],
    targets: [
        // Layer 0: C libraries and value types
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CEpoll"),
        module("Primitives"),
        module("SchemaKit"),
        // Layer 1: event loop and HTTP messages
        module("EventLoop", ["CEpoll"]),
        module("HTTPKit", ["Primitives", httpTypes]),
        // Layer 2: HTTP server, PostgreSQL client and HTTP client
        module("HTTPServer", ["EventLoop", "HTTPKit", "Primitives", httpTypes, crypto]),
        module("Postgres", ["CLibPQ", "EventLoop", "Primitives", "SchemaKit", logging, crypto]),
        module("HTTPClient", ["CLibCurl", "HTTPKit", "Primitives", httpTypes, crypto]),
        // Layer 3: the tracker protocol
        documented("TrackerKit", ["HTTPKit", "Primitives", httpTypes, crypto]),
        // Layer 4: database models and the adapters of remote trackers
        documented("Models", ["TrackerKit", "SchemaKit", "Primitives"]),
        documented("TrackerGitHub", ["TrackerKit", "HTTPKit", "Primitives", httpTypes, jwtKit, crypto]),
        module("TrackerGitLab", ["TrackerKit", "HTTPKit", "Primitives", httpTypes]),
        module("TrackerGlitchTip", ["TrackerKit", "HTTPKit", "Primitives", httpTypes, crypto]),
        module("TrackerTrello", ["TrackerKit", "HTTPKit", "Primitives", httpTypes, crypto]),
        // Layer 5: SQL, the local tracker, and the languages of rules and templates
        documented("Automation", ["Models", "TrackerKit", "Primitives", mustache, yams]),
        // The route table: paths, scopes and operation ids, for the gateway, its client and its contract
        module("APIContract", ["Models", "Primitives", httpTypes]),
        documented("Repositories", ["Postgres", "Models", "TrackerKit", "SchemaKit", "Primitives"]),
        module("TrackerLocal", ["TrackerKit", "Postgres", "HTTPKit", "Primitives"]),
        // The API's JSON: reading and writing it, for the services, the request handlers and the command-line client
        documented(
            "Documents",
            ["APIContract", "Automation", "Repositories", "Models", "TrackerKit", "HTTPKit", "Primitives"]),
        // Layer 6: use cases, in ten groups. Within this layer a target depends only on those above it in this list
        documented(
            "ServiceKit",
            [
                "Repositories", "Models", "Postgres", "TrackerKit", "HTTPKit", "Primitives", httpTypes, logging, crypto,
            ]),
        documented(
            "Access",
            [
                "ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit", "HTTPKit", "Primitives", httpTypes,
                logging, crypto, jwtKit,
            ]),
        documented(
            "JobQueue",
            ["ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit", "Primitives", logging]),
        documented(
            "Connections",
            ["ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit", "HTTPKit", "Primitives", logging]),
        documented(
            "Tickets",
            [
                "Connections", "JobQueue", "ServiceKit", "Documents", "Automation", "Repositories", "Models",
                "Postgres",
                "TrackerKit", "HTTPKit", "Primitives", crypto,
            ]),
        documented(
            "EventFeed",
            [
                "Tickets", "Access", "ServiceKit", "Documents", "Repositories", "Models", "Postgres", "TrackerKit",
                "HTTPKit", "Primitives", logging,
            ]),
        documented(
            "Intake",
            [
                "Tickets", "Connections", "JobQueue", "ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit",
                "HTTPKit", "Primitives", httpTypes, logging, crypto,
            ]),
        documented(
            "Rules",
            [
                "EventFeed", "Tickets", "Connections", "JobQueue", "ServiceKit", "Documents", "Automation",
                "Repositories", "Models", "Postgres", "TrackerKit", "Primitives", logging,
            ]),
        documented(
            "OutgoingWebhooks",
            [
                "Rules", "EventFeed", "JobQueue", "ServiceKit", "Documents", "Automation", "Repositories", "Models",
                "Postgres", "TrackerKit", "HTTPKit", "Primitives", httpTypes, logging,
            ]),
        documented(
            "Alerts",
            ["ServiceKit", "Documents", "Repositories", "Models", "Postgres", "TrackerKit", "Primitives"]),
        // Layer 7: the list of adapters, and the request handlers
        module(
            "Trackers",
            [
                "TrackerGitHub", "TrackerGitLab", "TrackerGlitchTip", "TrackerTrello", "TrackerLocal", "TrackerKit",
                "Postgres", "Primitives",
            ]),
        documented(
            "Resources",
            services + [
                "APIContract", "Documents", "Automation", "Repositories", "Models", "TrackerKit", "HTTPKit",
                "Primitives", httpTypes, crypto,
            ]),

        // Layer 8: application assembly, and the client commands, which use only the gateway's HTTP API
        module(
            "CommandLineClient",
            [
                "APIContract", "Documents", "Automation", "Models", "Trackers", "TrackerKit", "HTTPClient", "HTTPKit",
                "Primitives", httpTypes, arguments, yams,
            ]),
        documented(
            "Gateway",
            services + [
                "APIContract", "Resources", "Documents", "Repositories", "Models", "Trackers", "TrackerLocal",
                "TrackerKit", "HTTPServer",
                "HTTPClient",
                "Postgres", "EventLoop", "HTTPKit", "Primitives", httpTypes, logging, metrics, lifecycle, unixSignals,
                configuration, yams,
            ]),
        // Layer 9: programs
        .executableTarget(
            name: "ticket-gateway",
            dependencies: [
                "Gateway", "CommandLineClient", "Access", "ServiceKit", "Repositories", "Models", "Postgres",
                "EventLoop",
                "HTTPKit", "Primitives",
                arguments,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "assemble-openapi",
            dependencies: ["APIContract", "Models", "Trackers", "TrackerKit", "Primitives", httpTypes],
            swiftSettings: settings),
        .executableTarget(
            name: "conformance-server", dependencies: ["EventLoop", "HTTPKit", "HTTPServer", httpTypes],
            swiftSettings: settings),

        // A clock and identifiers that tests control
        testLibrary("PrimitivesTestSupport", ["Primitives"]),
        // Whole bodies of responses, and a cache in memory
        testLibrary("HTTPTestSupport", ["HTTPClient", "HTTPKit"]),
        // Databases for tests
        testLibrary("TestSupport", ["CLibPQ", "EventLoop", "Postgres", logging, crypto]),
        // The contract: openapi.yaml read, and responses held to it
        testLibrary("OpenAPISupport", ["Primitives", yams]),
        tests(
            "OpenAPISupportTests",
            [
                "assemble-openapi", "APIContract", "Automation", "OpenAPISupport", "Trackers", "TrackerKit",
                "Primitives",
            ]),
        // Trackers: what their fakes have in common, the fakes, what the adapters' tests share, and the suite that
        // every adapter runs
        testLibrary(
            "FakeTrackerKit", ["HTTPTestSupport", "EventLoop", "HTTPServer", "HTTPKit", "Primitives", httpTypes]),
        testLibrary("TrackerTestSupport", ["TrackerKit", "HTTPKit", "Primitives", httpTypes]),
        testLibrary("FakeGitLab", ["FakeTrackerKit", "HTTPKit", "Primitives", httpTypes]),
        testLibrary("FakeGitHub", ["FakeTrackerKit", "HTTPKit", "Primitives", httpTypes]),
        testLibrary("FakeGlitchTip", ["FakeTrackerKit", "HTTPKit", "Primitives", httpTypes]),
        testLibrary("FakeTrello", ["FakeTrackerKit", "HTTPKit", "Primitives", httpTypes]),
        testLibrary("TrackerConformance", ["TrackerKit", "HTTPKit", "Primitives"]),
        tests(
            "TrackerKitTests",
            ["TrackerKit", "TrackerTestSupport", "FakeTrackerKit", "HTTPKit", "Primitives", httpTypes]),
        tests(
            "AdapterMatrixTests",
            [
                "PrimitivesTestSupport", "TrackerGitHub", "TrackerGitLab", "TrackerGlitchTip", "TrackerTrello",
                "TrackerLocal", "TrackerKit",
                "Trackers", "Connections", "ServiceKit", "Postgres", "HTTPKit", "Primitives", "TrackerTestSupport",
                "TestSupport",
            ]),
        .executableTarget(
            name: "fake-github", dependencies: ["EventLoop", "FakeGitHub", "HTTPServer"], path: "Tests/fake-github",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "fake-trello", dependencies: ["EventLoop", "FakeTrello", "HTTPServer"], path: "Tests/fake-trello",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "fake-glitchtip", dependencies: ["EventLoop", "FakeGlitchTip", "HTTPServer"],
            path: "Tests/fake-glitchtip",
            swiftSettings: settings
        ),
        tests(
            "TrackerGlitchTipTests",
            [
                "PrimitivesTestSupport", "TrackerGlitchTip", "TrackerKit", "TrackerConformance", "TrackerTestSupport",
                "FakeGlitchTip",
                "FakeTrackerKit",
                "EventLoop",
                "HTTPClient", "HTTPKit", "Primitives", httpTypes, crypto,
            ]),
        tests(
            "TrackerGitHubTests",
            [
                "HTTPTestSupport", "PrimitivesTestSupport", "TrackerGitHub", "TrackerKit", "TrackerConformance",
                "TrackerTestSupport", "FakeGitHub",
                "FakeTrackerKit", "EventLoop",
                "HTTPClient", "HTTPKit",
                "Primitives", httpTypes, cryptoExtras, jwtKit,
            ]),
        tests(
            "TrackerTrelloTests",
            [
                "PrimitivesTestSupport", "TrackerTrello", "TrackerKit", "TrackerConformance", "TrackerTestSupport",
                "FakeTrello",
                "FakeTrackerKit", "EventLoop",
                "HTTPClient", "HTTPKit", "Primitives", httpTypes, crypto,
            ]),
        .executableTarget(
            name: "fake-gitlab", dependencies: ["EventLoop", "FakeGitLab", "HTTPServer"], path: "Tests/fake-gitlab",
            swiftSettings: settings
        ),
        tests(
            "TrackerGitLabTests",
            [
                "PrimitivesTestSupport", "TrackerGitLab", "TrackerKit", "TrackerConformance", "TrackerTestSupport",
                "FakeGitLab",
                "FakeTrackerKit", "EventLoop",
                "HTTPClient", "HTTPKit", "Primitives", httpTypes,
            ]),
        // Whole gateways in the process
        testLibrary(
            "GatewayTestSupport",
            [
                "Gateway", "HTTPClient", "HTTPKit", "EventLoop", "Postgres", "Primitives", "OpenAPISupport",
                "TestSupport", httpTypes,
                lifecycle,
            ]),
        tests(
            "GatewayTests",
            [
                "PrimitivesTestSupport", "Gateway", "GatewayTestSupport", "Documents", "Access", "Connections",
                "JobQueue", "OutgoingWebhooks",
                "ServiceKit",
                "Models", "HTTPClient", "HTTPServer", "HTTPKit",
                "EventLoop", "Postgres",
                "TrackerKit", "Primitives",
                "OpenAPISupport", "RawServerSupport",
                "TestSupport", httpTypes, lifecycle, logging,
            ]),
        tests(
            "GatewayGitHubTests",
            [
                "FakeGitHub", "FakeTrackerKit", "Gateway", "GatewayTestSupport", "Primitives", "TestSupport",
                httpTypes, crypto,
            ]),
        tests(
            "GatewayGitLabTests",
            ["FakeGitLab", "FakeTrackerKit", "Gateway", "GatewayTestSupport", "Primitives", httpTypes]),
        tests(
            "GatewayGlitchTipTests",
            [
                "FakeGlitchTip", "FakeTrackerKit", "Gateway", "GatewayTestSupport", "Primitives", httpTypes,
                crypto,
            ]),
        tests(
            "GatewayTrelloTests",
            ["FakeTrello", "FakeTrackerKit", "Gateway", "GatewayTestSupport", "Primitives", httpTypes]),
        tests(
            "GatewayAutomationTests",
            [
                "CommandLineClient", "EventLoop", "FakeGitHub", "FakeGitLab", "FakeGlitchTip", "FakeTrackerKit",
                "FakeTrello", "Gateway",
                "GatewayTestSupport",
                "HTTPKit", "Postgres", "Primitives", "RawServerSupport", "TestSupport", "ticket-gateway", httpTypes,
                crypto, arguments,
            ]),
        // Mistakes of newcomers: requests to a gateway, and the program run as a process
        .testTarget(
            name: "MistakesTests",
            dependencies: [
                "EventLoop", "FakeGitHub", "FakeTrackerKit", "GatewayTestSupport", "Postgres", "Primitives",
                "TestSupport", "ticket-gateway", httpTypes,
            ],
            exclude: ["mistakes.md"], swiftSettings: settings),
        tests("PrimitivesTests", ["PrimitivesTestSupport", "Primitives"]),
        tests("AutomationTests", ["Automation", "Models", "TrackerKit", "TrackerTestSupport", "Primitives"]),
        tests("EventLoopTests", ["EventLoop"]),
        tests("HTTPKitTests", ["HTTPTestSupport", "HTTPKit", "Primitives", httpTypes]),
        tests(
            "HTTPServerTests", ["EventLoop", "HTTPKit", "HTTPServer", "Primitives", "conformance-server", httpTypes]),
        // A server that misbehaves, for the clients' tests
        testLibrary("RawServerSupport", []),
        tests(
            "HTTPClientTests",
            ["HTTPTestSupport", "HTTPClient", "HTTPKit", "Primitives", "RawServerSupport", httpTypes]),
        tests(
            "CommandLineClientTests",
            [
                "CommandLineClient", "GatewayTestSupport", "OpenAPISupport", "Trackers", "TrackerKit", "Primitives",
                "RawServerSupport", arguments,
            ]),
        tests(
            "TrackerLocalTests",
            [
                "PrimitivesTestSupport", "TrackerLocal", "TrackerKit", "TrackerConformance", "Repositories", "Models",
                "Postgres", "HTTPKit",
                "Primitives",
                "TestSupport",
            ]),
        tests(
            "RepositoriesTests",
            ["Repositories", "Models", "Postgres", "TrackerKit", "SchemaKit", "Primitives", "TestSupport"]),
        // The API's ticket and rule routes without a server, on a tracker with faults
        testLibrary(
            "ResourceTestSupport",
            [
                "HTTPTestSupport", "APIContract", "Gateway", "Resources", "Documents", "Rules", "EventFeed", "Tickets",
                "Connections",
                "JobQueue", "ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit", "TrackerLocal", "HTTPKit",
                "Primitives", "TestSupport", "OpenAPISupport", httpTypes, logging,
            ]),
        tests(
            "ResourcesTests",
            [
                "HTTPTestSupport", "PrimitivesTestSupport", "ResourceTestSupport", "Resources", "APIContract",
                "Documents", "EventFeed", "Tickets", "Connections",
                "ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit", "TrackerLocal", "HTTPKit",
                "Primitives", "TestSupport", "OpenAPISupport", httpTypes, logging,
            ]),
        tests(
            "RulesTests",
            [
                "PrimitivesTestSupport", "ResourceTestSupport", "Rules", "EventFeed", "Tickets", "JobQueue",
                "ServiceKit", "Documents", "Automation", "Repositories",
                "Models", "Postgres", "TrackerKit", "Primitives", "TestSupport", httpTypes, logging,
            ]),
        // Channels, trackers, receivers and jobs that follow a script, for the services' tests
        testLibrary(
            "ServiceTestSupport",
            [
                "PrimitivesTestSupport", "OutgoingWebhooks", "Intake", "Tickets", "Connections", "JobQueue",
                "ServiceKit", "Documents",
                "Repositories",
                "Models", "Postgres", "TrackerKit", "HTTPKit", "EventLoop", "Primitives", "TestSupport", httpTypes,
                logging,
            ]),
        tests(
            "ServiceKitTests",
            [
                "PrimitivesTestSupport", "ServiceKit", "Models", "Postgres", "TrackerKit", "HTTPKit", "Primitives",
                "ServiceTestSupport",
                "TestSupport", httpTypes,
            ]),
        tests(
            "AccessTests",
            [
                "HTTPTestSupport", "PrimitivesTestSupport", "Access", "ServiceKit", "Repositories", "Models",
                "Postgres", "HTTPKit", "Primitives", "TestSupport",
                httpTypes,
            ]),
        tests(
            "JobQueueTests",
            [
                "PrimitivesTestSupport", "Intake", "JobQueue", "ServiceKit", "Repositories", "Models", "Postgres",
                "TrackerKit", "HTTPKit",
                "Primitives", "ServiceTestSupport", "TestSupport", "job-worker",
            ]),
        tests(
            "ConnectionsTests",
            [
                "Intake", "Connections", "ServiceKit", "Repositories", "Models", "Postgres", "TrackerKit", "HTTPKit",
                "Primitives", "ServiceTestSupport", "TestSupport",
            ]),
        tests("DocumentsTests", ["Documents", "Automation", "Models", "TrackerKit", "Primitives"]),
        tests(
            "TicketsTests",
            [
                "PrimitivesTestSupport", "ResourceTestSupport", "Tickets", "JobQueue", "ServiceKit", "Repositories",
                "Models", "Postgres",
                "TrackerKit", "Primitives", "ServiceTestSupport", "TestSupport", httpTypes, logging,
            ]),
        tests(
            "EventFeedTests",
            [
                "OutgoingWebhooks", "EventFeed", "Tickets", "Access", "ServiceKit", "Documents", "Repositories",
                "Models",
                "Postgres", "TrackerKit", "HTTPKit", "Primitives", "ServiceTestSupport", "TestSupport", httpTypes,
                logging,
            ]),
        tests(
            "IntakeTests",
            [
                "PrimitivesTestSupport", "Intake", "Tickets", "Connections", "JobQueue", "ServiceKit", "Documents",
                "Repositories", "Models",
                "Postgres",
                "TrackerKit", "HTTPKit", "Primitives", "ServiceTestSupport", "TestSupport", httpTypes,
            ]),
        tests(
            "OutgoingWebhooksTests",
            [
                "PrimitivesTestSupport", "OutgoingWebhooks", "EventFeed", "JobQueue", "ServiceKit", "Documents",
                "Repositories", "Models",
                "Postgres",
                "TrackerKit", "HTTPKit", "Primitives", "ServiceTestSupport", "TestSupport", "job-worker", httpTypes,
            ]),
        // A worker that can be killed
        .executableTarget(
            name: "job-worker",
            dependencies: [
                "OutgoingWebhooks", "JobQueue", "ServiceKit", "Models", "Postgres", "HTTPKit", "EventLoop",
                "Primitives", httpTypes, logging,
            ],
            path: "Tests/job-worker", swiftSettings: settings),
        tests("PostgresTests", ["CLibPQ", "EventLoop", "Postgres", "Primitives", "SchemaKit", "TestSupport"]),
    ]
)
