import Foundation
import Glibc

/// A child process. Used instead of Foundation's `Process`, whose descriptors leak into processes started at the same
/// time, so that it waits for those to exit, too.
final class RunningProgram {
    let identifier: pid_t
    private let output: CInt

    init(_ arguments: [String]) throws {
        var pipes: [CInt] = [-1, -1]
        guard pipe(&pipes) == 0 else { throw POSIXError(.EMFILE) }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(pipes[1]) }
        output = pipes[0]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/zero", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var started: pid_t = 0
        guard posix_spawnp(&started, arguments[0], &actions, nil, &words, environ) == 0 else {
            throw POSIXError(.ENOENT)
        }
        identifier = started
    }

    deinit { close(output) }

    /// Reads the next part of the standard output; empty at the end.
    func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(output, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Waits until the process exits; returns its wait status.
    @discardableResult
    func wait() -> CInt {
        var status: CInt = 0
        waitpid(identifier, &status, 0)
        return status
    }

    /// Kills the process and waits until it has exited.
    func terminate() {
        kill(identifier, SIGKILL)
        wait()
    }
}

/// Runs a program until it exits; throws if it fails.
func run(_ arguments: [String]) throws {
    guard try RunningProgram(arguments).wait() == 0 else { throw POSIXError(.ENOEXEC) }
}

/// Compresses with the program gzip.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "gzip-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    try run(["gzip", file.path])
    let packed = file.appendingPathExtension("gz")
    defer { try? FileManager.default.removeItem(at: packed) }
    return Array(try Data(contentsOf: packed))
}
