import Foundation
package import Postgres

/// A PostgreSQL server for a single test, which can stop, kill and restart it.
///
/// PostgreSQL refuses to run as root. If the tests do, the server runs as the `postgres` user of Debian's package.
package struct PrivateCluster: Sendable {
    /// The prefix of folders, which is followed by the id of the owning process. A socket's path is limited to 107
    /// bytes, so the folder must be near the root.
    private static let prefix = "/tmp/tg-cluster-"

    private let folder: String

    /// Runs `body` with a started server, and removes the server and its folder afterwards.
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

    /// The connection settings, over a socket in the server's folder, so that no port is needed.
    package var configuration: PostgresConfiguration {
        PostgresConfiguration(url: "host='\(folder)' user=postgres dbname=postgres")
    }

    /// Removes the servers of killed test processes.
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

    /// Starts the server, and waits until it accepts connections.
    package func start() async throws {
        let options = "-c listen_addresses='' -c unix_socket_directories='\(folder)' -c fsync=off"
        try await control("start", "-o", options, "-l", "\(folder)/log")
    }

    /// Stops the server immediately, as in a crash.
    package func kill() async throws {
        try await control("stop", "-m", "immediate")
    }

    /// Kills and starts the server.
    package func restart() async throws {
        try await kill()
        try await start()
    }

    private func remove() async {
        // Stopping fails if the server is stopped already; the folder is removed in any case.
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
        // Run in a folder that the postgres user may access, wherever the tests run.
        let user = geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        try await ChildProcess.run(["env", "-C", "/"] + user + arguments)
    }
}
