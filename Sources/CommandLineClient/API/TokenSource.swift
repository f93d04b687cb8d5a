import Foundation
import Glibc

/// Finds the token that a command calls with: a file that was named, `TICKET_GATEWAY_TOKEN`, or the user's own file.
enum TokenSource {
    /// The variable.
    static let variable = "TICKET_GATEWAY_TOKEN"

    /// The longest token file that is read.
    private static let maximumBytes = 16_384

    /// The user's own file: `$XDG_CONFIG_HOME/ticket-gateway/token`, `~/.config/ticket-gateway/token`.
    static func defaultPath(_ environment: ClientEnvironment) -> String {
        let folder =
            environment.variables["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(environment.home)/.config"
        return "\(folder)/ticket-gateway/token"
    }

    /// The token; nil where there is none, which is for the gateway to refuse.
    static func token(file: String?, _ environment: ClientEnvironment) throws -> String? {
        if let file { return try read(file) }
        if let token = environment.variables[variable], !token.isEmpty { return try checked(token, from: variable) }
        let path = defaultPath(environment)
        return FileManager.default.fileExists(atPath: path) ? try read(path) : nil
    }

    /// Reads a file that nobody but its owner may read: the file that is checked is the one that is read.
    private static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ClientFailure.configuration(
                "the token file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ClientFailure.configuration("the token file \(path) is not a file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw ClientFailure.configuration(
                "the token file \(path) is accessible to other users; run: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return try checked(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self), from: path)
    }

    /// A token fits in a header field; whatever else was found is not printed.
    private static func checked(_ text: String, from source: String) throws -> String {
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ClientFailure.configuration("there is no token in \(source)")
        }
        return token
    }
}
