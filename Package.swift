// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "ticket-gateway",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    ],
    targets: [
        // Floor 0: values
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Primitives", swiftSettings: settings),
        // Floor 1: messages
        .target(name: "HTTPKit", dependencies: ["Primitives", httpTypes], swiftSettings: settings),
        // Floor 2: the database
        .target(name: "Postgres", dependencies: ["CLibPQ", "Primitives", .product(name: "Logging", package: "swift-log")], swiftSettings: settings),
        // Floor 3: trackers
        .target(name: "TrackerKit", dependencies: ["HTTPKit", "Primitives"], swiftSettings: settings),

        .testTarget(name: "PrimitivesTests", dependencies: ["Primitives"], swiftSettings: settings),
        .testTarget(name: "PostgresTests", dependencies: ["CLibPQ", "Postgres", "Primitives"], swiftSettings: settings),
    ]
)
