import Foundation
import Glibc

/// The user's folder with the files `url` and `token`: `$XDG_CONFIG_HOME/ticket-gateway`, or
/// `~/.config/ticket-gateway`. `auth login` writes them, and `auth logout` removes them.
struct ConfigurationFolder: Sendable {
    let path: String

    var tokenPath: String { "\(path)/token" }
    var urlPath: String { "\(path)/url" }

    init(_ environment: ClientEnvironment) {
        let folder =
            environment.variables["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(environment.home)/.config"
        path = "\(folder)/ticket-gateway"
    }

    /// The stored URL as text; nil if there is none.
    func url() throws -> String? {
        guard FileManager.default.fileExists(atPath: urlPath) else { return nil }
        let bytes = try OpenFile(urlPath, fault: { .configuration("the file \(urlPath) \($0)") }).bytes()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Stores the URL and the token, readable only by the user.
    func store(url: String, token: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ClientFailure.configuration("the folder \(path) cannot be created: \(error.localizedDescription)")
        }
        // The URL first: a token without a URL would be sent to any gateway.
        try Self.write(url, to: urlPath)
        try Self.write(token, to: tokenPath)
    }

    /// Removes both files.
    /// - Returns: The paths of the removed files.
    func remove() throws -> [String] {
        try [tokenPath, urlPath].filter { path in
            guard unlink(path) != 0 else { return true }
            guard errno == ENOENT else { throw ClientFailure.configuration("\(path) cannot be removed: \(Self.error)") }
            return false
        }
    }

    /// Replaces a file as a whole, so that a crash leaves the old or the new one. It is never readable by others.
    private static func write(_ text: String, to path: String) throws {
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ClientFailure.configuration("\(draft) cannot be created: \(error)") }
        let bytes = Array((text + "\n").utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        let isWritten = count == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(draft, path) == 0 else {
            let reason = error
            unlink(draft)
            throw ClientFailure.configuration("\(path) cannot be written: \(reason)")
        }
    }

    private static var error: String { String(cString: strerror(errno)) }
}
