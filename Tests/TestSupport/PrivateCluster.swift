import Foundation
package import Postgres

/// A PostgreSQL server of a test's own, to be stopped, killed and started again.
///
/// PostgreSQL refuses to run as root; then it runs as the `postgres` user that Debian's package makes.
package struct PrivateCluster: Sendable {
    /// A socket's path may have 107 bytes, so that the folder lies near the root; the process that it belongs to
    /// follows.
    private static let prefix = "/tmp/tg-cluster-"

    private let folder: String

    /// Runs the closure with a started server; it and its folder are gone afterwards.
    package static func withCluster<Value>(_ body: (PrivateCluster) async throws -> Value) async throws -> Value {
        await sweep()
        let cluster = PrivateCluster(folder: "\(prefix)\(getpid())-" + UUID().uuidString.prefix(8).lowercased())
        do {
            try await cluster.create()
            let value = try await body(cluster)
            await cluster.remove()
            return value
        } catch {
            await cluster.remove()
            throw error
        }
    }

    /// How to reach it: over a socket in its folder, so that no port is needed.
    package var configuration: PostgresConfiguration {
        PostgresConfiguration(url: "host='\(folder)' user=postgres dbname=postgres")
    }

    /// Removes what test processes left behind that were killed.
    private static func sweep() async {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? [] {
            let path = "/tmp/\(name)"
            guard path.hasPrefix(prefix), let owner = pid_t(path.dropFirst(prefix.count).prefix { $0 != "-" }) else {
                continue
            }
            if Foundation.kill(owner, 0) != 0, errno == ESRCH { await PrivateCluster(folder: path).remove() }
        }
    }

    private func create() async throws {
        try await Self.run("mkdir", "-m", "700", folder)
        try await Self.run(
            try Self.binary("initdb"), "-D", "\(folder)/data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
            "--no-sync")
        try await start()
    }

    /// Starts the server and waits until it answers.
    package func start() async throws {
        let options = "-c listen_addresses='' -c unix_socket_directories='\(folder)' -c fsync=off"
        try await control("start", "-o", options, "-l", "\(folder)/log")
    }

    /// Stops the server at once, as a crash would.
    package func kill() async throws {
        try await control("stop", "-m", "immediate")
    }

    /// Kills and starts the server.
    package func restart() async throws {
        try await kill()
        try await start()
    }

    private func remove() async {
        // A server that is stopped already can't be stopped; the folder goes all the same.
        _ = try? await kill()
        _ = try? await Self.run("rm", "-rf", folder)
    }

    private func control(_ arguments: String...) async throws {
        try await Self.run(arguments: [try Self.binary("pg_ctl"), "-D", "\(folder)/data", "-w"] + arguments)
    }

    private static func binary(_ name: String) throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.compactMap(Int.init).max()
        guard let newest else {
            throw TestServer.Missing(description: "no PostgreSQL server under \(root): run `make install`")
        }
        return "\(root)/\(newest)/bin/\(name)"
    }

    private static func run(_ arguments: String...) async throws {
        try await run(arguments: arguments)
    }

    private static func run(arguments: [String]) async throws {
        // From a folder that the postgres user may enter, wherever the tests run.
        let user = geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        try await ChildProcess.run(["env", "-C", "/"] + user + arguments)
    }
}
