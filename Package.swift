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

/// A target of ours: every one is built with the same settings. An arrow runs only from a higher floor to a lower one.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A library that only tests use.
func testLibrary(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

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
        // Floor 0: C libraries and values
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CEpoll"),
        module("Primitives"),
        module("SchemaKit"),
        // Floor 1: loops and messages
        module("EventLoop", ["CEpoll"]),
        module("HTTPKit", ["Primitives", httpTypes]),
        // Floor 2: the socket server, the database, and calls to servers elsewhere
        module("HTTPServer", ["EventLoop", "HTTPKit", "Primitives", httpTypes, crypto]),
        module("Postgres", ["CLibPQ", "EventLoop", "Primitives", "SchemaKit", logging, crypto]),
        module("HTTPClient", ["CLibCurl", "HTTPKit", "Primitives", httpTypes, crypto]),
        // Floor 3: trackers
        module("TrackerKit", ["HTTPKit", "Primitives", httpTypes, crypto]),
        // Floor 4: tables
        module("Models", ["TrackerKit", "SchemaKit", "Primitives"]),
        module("TrackerGitHub", ["TrackerKit", "HTTPKit", "Primitives", httpTypes, jwtKit, crypto]),
        module("TrackerGitLab", ["TrackerKit", "HTTPKit", "Primitives", httpTypes]),
        module("TrackerGlitchTip", ["TrackerKit", "HTTPKit", "Primitives", httpTypes, crypto]),
        module("TrackerTrello", ["TrackerKit", "HTTPKit", "Primitives", httpTypes, crypto]),
        // Floor 5: SQL; and what rules and templates are written in
        module("Automation", ["Models", "TrackerKit", "Primitives", mustache, yams]),
        module("Repositories", ["Postgres", "Models", "TrackerKit", "Primitives"]),
        module("TrackerLocal", ["TrackerKit", "Postgres", "HTTPKit", "Primitives"]),
        // Floor 6: use cases
        module(
            "Services",
            [
                "Automation", "Repositories", "Models", "Postgres", "TrackerKit", "HTTPKit", "Primitives", httpTypes,
                logging, crypto, jwtKit,
            ]),
        // Floor 7: verbs
        module(
            "Resources",
            [
                "Services", "Automation", "Repositories", "Models", "TrackerKit", "HTTPKit", "Primitives", httpTypes,
                crypto,
            ]),

        // Floor 8: the table of routes
        module("Routes", ["Resources", "Models", "HTTPKit", httpTypes]),
        // Floor 9: everything put together; and the client commands, which know a gateway only by its API
        module(
            "CommandLineClient",
            ["Automation", "TrackerKit", "HTTPClient", "HTTPKit", "Primitives", httpTypes, arguments, yams]),
        module(
            "Gateway",
            [
                "Routes", "Resources", "Services", "Repositories", "Models", "TrackerGitHub", "TrackerGitLab",
                "TrackerGlitchTip",
                "TrackerTrello",
                "TrackerLocal", "TrackerKit", "HTTPServer",
                "HTTPClient",
                "Postgres", "EventLoop", "HTTPKit", "Primitives", httpTypes, logging, metrics, lifecycle, unixSignals,
                configuration, yams,
            ]),
        // Floor 10: programs
        .executableTarget(
            name: "ticket-gateway",
            dependencies: [
                "Gateway", "CommandLineClient", "Services", "Repositories", "Models", "Postgres", "EventLoop",
                "HTTPKit", "Primitives",
                arguments,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "conformance-server", dependencies: ["EventLoop", "HTTPKit", "HTTPServer", httpTypes],
            swiftSettings: settings),

        // Databases for tests
        testLibrary("TestSupport", ["EventLoop", "Postgres", logging, crypto]),
        // The contract: openapi.yaml read, and responses held to it
        testLibrary("OpenAPISupport", ["Primitives", yams]),
        tests("OpenAPISupportTests", ["OpenAPISupport", "Primitives"]),
        // Trackers: what their fakes have in common, the fakes, what the adapters' tests share, and the suite that
        // every adapter runs
        testLibrary("FakeTrackerKit", ["EventLoop", "HTTPServer", "HTTPKit", "Primitives", httpTypes]),
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
                "TrackerGitHub", "TrackerGitLab", "TrackerGlitchTip", "TrackerTrello", "TrackerLocal", "TrackerKit",
                "Postgres",
                "Primitives",
                "TestSupport",
            ]),
        .executableTarget(
            name: "fake-github", dependencies: ["EventLoop", "FakeGitHub", "HTTPServer"], path: "Tests/fake-github",
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
                "TrackerGlitchTip", "TrackerKit", "TrackerConformance", "TrackerTestSupport", "FakeGlitchTip",
                "FakeTrackerKit",
                "EventLoop",
                "HTTPClient", "HTTPKit", "Primitives", httpTypes, crypto,
            ]),
        tests(
            "TrackerGitHubTests",
            [
                "TrackerGitHub", "TrackerKit", "TrackerConformance", "TrackerTestSupport", "FakeGitHub",
                "FakeTrackerKit", "EventLoop",
                "HTTPClient", "HTTPKit",
                "Primitives", httpTypes, cryptoExtras, jwtKit,
            ]),
        tests(
            "TrackerTrelloTests",
            [
                "TrackerTrello", "TrackerKit", "TrackerConformance", "TrackerTestSupport", "FakeTrello",
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
                "TrackerGitLab", "TrackerKit", "TrackerConformance", "TrackerTestSupport", "FakeGitLab",
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
                "Gateway", "GatewayTestSupport", "Services", "Models", "HTTPClient", "HTTPServer", "HTTPKit",
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
        tests("PrimitivesTests", ["Primitives"]),
        tests("AutomationTests", ["Automation", "Models", "TrackerKit", "TrackerTestSupport", "Primitives"]),
        tests("EventLoopTests", ["EventLoop"]),
        tests("HTTPKitTests", ["HTTPKit", "Primitives", httpTypes]),
        tests(
            "HTTPServerTests", ["EventLoop", "HTTPKit", "HTTPServer", "Primitives", "conformance-server", httpTypes]),
        // A server that misbehaves, for the clients' tests
        testLibrary("RawServerSupport", []),
        tests("HTTPClientTests", ["HTTPClient", "HTTPKit", "Primitives", "RawServerSupport", httpTypes]),
        tests(
            "CommandLineClientTests",
            ["CommandLineClient", "GatewayTestSupport", "Primitives", "RawServerSupport", arguments]),
        tests(
            "TrackerLocalTests",
            [
                "TrackerLocal", "TrackerKit", "TrackerConformance", "Repositories", "Models", "Postgres", "HTTPKit",
                "Primitives",
                "TestSupport",
            ]),
        tests("RepositoriesTests", ["Repositories", "Models", "Postgres", "TrackerKit", "Primitives", "TestSupport"]),
        tests(
            "ResourcesTests",
            [
                "Routes", "Resources", "Services", "Repositories", "Models", "Postgres", "TrackerKit", "TrackerLocal",
                "HTTPKit",
                "Primitives",
                "TestSupport", "OpenAPISupport", httpTypes, logging,
            ]),
        tests(
            "ServicesTests",
            [
                "Services", "Repositories", "Models", "Postgres", "TrackerKit", "HTTPKit", "EventLoop", "Primitives",
                "TestSupport",
                "job-worker", httpTypes, logging,
            ]),
        // A worker that can be killed
        .executableTarget(
            name: "job-worker",
            dependencies: ["Services", "Models", "Postgres", "HTTPKit", "EventLoop", "Primitives", httpTypes, logging],
            path: "Tests/job-worker", swiftSettings: settings),
        tests("PostgresTests", ["CLibPQ", "EventLoop", "Postgres", "Primitives", "SchemaKit", "TestSupport"]),
    ]
)
