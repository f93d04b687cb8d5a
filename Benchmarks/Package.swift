// swift-tools-version: 6.2
import PackageDescription

// The server that ours is benchmarked against. A separate package, so that the gateway never depends on it.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v14)],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1")],
    targets: [
        .executableTarget(
            name: "hummingbird-static", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
    ]
)
