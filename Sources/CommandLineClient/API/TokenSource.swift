import Foundation
import Glibc

/// Finds the API token: in the given file, in `TICKET_GATEWAY_TOKEN`, or in the user's token file, in this order.
enum TokenSource {
    static let variable = "TICKET_GATEWAY_TOKEN"

    /// The maximum size of a token file, in bytes.
    private static let maximumBytes = 16_384

    /// The user's token file: `$XDG_CONFIG_HOME/ticket-gateway/token`, or `~/.config/ticket-gateway/token`.
    static func defaultPath(_ environment: ClientEnvironment) -> String {
        let folder =
            environment.variables["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(environment.home)/.config"
        return "\(folder)/ticket-gateway/token"
    }

    /// The token, or nil if there is none; the gateway will then respond 401.
    static func token(file: String?, _ environment: ClientEnvironment) throws -> String? {
        if let file { return try read(file) }
        if let token = environment.variables[variable], !token.isEmpty { return try checked(token, from: variable) }
        let path = defaultPath(environment)
        return FileManager.default.fileExists(atPath: path) ? try read(path) : nil
    }

    /// Reads a file that is accessible only to its owner. Permissions are checked on the open descriptor, so the file
    /// cannot be exchanged in between.
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

    /// Checks that the token can be sent in a header field. The error message never contains it.
    private static func checked(_ text: String, from source: String) throws -> String {
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ClientFailure.configuration("there is no token in \(source)")
        }
        return token
    }
}
