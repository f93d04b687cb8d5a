import EventLoop
import Foundation

/// Runs a command, and waits only for the command itself.
///
/// Foundation's `Process` also waits for all processes that the command leaves behind, such as the server started by
/// `pg_ctl start`.
enum ChildProcess {
    /// Runs a command without input, and discards its output. Throws if it can't be started or fails.
    static func run(_ command: [String]) async throws {
        let status = try await BlockingWork.run { try spawn(command) }
        guard status == 0 else {
            throw TestServer.Missing(description: "\(command.joined(separator: " ")) failed with \(status)")
        }
    }

    private static func spawn(_ command: [String]) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        // libcurl's wake-up sockets are inherited, and a PostgreSQL that inherits about 950 descriptors does not start.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > 2 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        }
        var arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, command[0], &actions, nil, &arguments, environ) == 0 else {
            throw TestServer.Missing(description: "\(command[0]) can't be started")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
