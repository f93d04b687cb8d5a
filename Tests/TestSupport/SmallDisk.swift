import Foundation

/// A file system of a few megabytes for a tablespace, so that a test can fill a database's disk without filling the
/// machine's. Requires root.
package struct SmallDisk: Sendable {
    /// The mount point.
    package let folder: String

    /// Whether this process can create one: it is root and may mount file systems.
    package static func isAvailable() async -> Bool {
        do {
            try await with(megabytes: 1) { _ in }
            return true
        } catch {
            return false
        }
    }

    /// Runs `body` with an empty disk that is owned by the `postgres` user, and removes the disk afterwards.
    package static func with<Value>(megabytes: Int, _ body: (SmallDisk) async throws -> Value) async throws -> Value {
        guard geteuid() == 0 else { throw TestServer.Missing(description: "only root can mount a file system") }
        let disk = SmallDisk(folder: "/tmp/tg-disk-\(getpid())-" + UUID().uuidString.prefix(8).lowercased())
        try await ChildProcess.run(["mkdir", disk.folder])
        do {
            try await ChildProcess.run([
                "mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=700", "tmpfs", disk.folder,
            ])
            try await ChildProcess.run(["chown", "postgres", disk.folder])
            let value = try await body(disk)
            await disk.remove()
            return value
        } catch {
            await disk.remove()
            throw error
        }
    }

    private func remove() async {
        // Unmount lazily, because a server may still have files open. Fails if the disk was never mounted.
        _ = try? await ChildProcess.run(["umount", "--lazy", folder])
        _ = try? await ChildProcess.run(["rmdir", folder])
    }
}
