import Foundation

/// A file system of a few megabytes for a tablespace, so that a test fills the disk of a database and not the
/// machine's. Needs root.
package struct SmallDisk: Sendable {
    /// Where it is.
    package let folder: String

    /// Whether this process may make one: it is root and may mount.
    package static func isAvailable() async -> Bool {
        do {
            try await with(megabytes: 1) { _ in }
            return true
        } catch {
            return false
        }
    }

    /// Runs the closure with an empty disk that belongs to PostgreSQL's account; it is gone afterwards.
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
        // Lazily, because a server may still have files open; one that was never mounted can't be unmounted.
        _ = try? await ChildProcess.run(["umount", "--lazy", folder])
        _ = try? await ChildProcess.run(["rmdir", folder])
    }
}
