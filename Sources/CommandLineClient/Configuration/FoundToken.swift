import Foundation
import Glibc

/// The API token, and where it comes from: the given file, `TICKET_GATEWAY_TOKEN`, or the user's token file, in this
/// order.
struct FoundToken: Sendable {
    static let variable = "TICKET_GATEWAY_TOKEN"

    /// The maximum size of a token file, in bytes.
    private static let maximumBytes = 16_384

    /// nil if there is none; the gateway will then respond 401.
    let token: String?
    /// `TICKET_GATEWAY_TOKEN` or a path; nil without a token.
    let source: String?
    /// The URL to which the stored token belongs, if it is not sent because the address is another one.
    private var otherURL: String?

    init(token: String?, source: String?) {
        self.token = token
        self.source = source
    }

    /// - Parameter address: A token stored by `auth login` is sent only to the gateway for which it was stored.
    init(file: String?, for address: GatewayAddress, _ environment: ClientEnvironment) throws {
        if let file {
            self.init(token: try Self.read(file, environment), source: file == "-" ? "standard input" : file)
        } else if let token = environment.variables[Self.variable], !token.isEmpty {
            self.init(token: try Self.checked(token, from: Self.variable), source: Self.variable)
        } else {
            let folder = ConfigurationFolder(environment)
            let url = try folder.url()
            if !FileManager.default.fileExists(atPath: folder.tokenPath) {
                self.init(token: nil, source: nil)
            } else if let url, try GatewayAddress.base(of: url) != address.base {
                self.init(token: nil, source: nil)
                otherURL = url
            } else {
                self.init(token: try Self.read(folder.tokenPath, environment), source: folder.tokenPath)
            }
        }
    }

    /// What to do after a 401.
    func advice(for address: GatewayAddress) -> [String] {
        let login = "ticket-gateway auth login" + (address.source == "default" ? "" : " --url \(address.base)")
        if let source {
            return [
                "the token is from \(source), the gateway is \(address.base) (\(address.source))",
                "to store another token, run: \(login)",
            ]
        }
        let other = otherURL.map { ["the stored token belongs to \($0), and is not sent to \(address.base)"] } ?? []
        return other + ["no token was sent: set \(Self.variable), pass --token-file FILE, or run: \(login)"]
    }

    /// Reads a file that is accessible only to its owner; `-` is standard input. Permissions are checked on the open
    /// descriptor, so the file cannot be exchanged in between.
    static func read(_ path: String, _ environment: ClientEnvironment) throws -> String {
        if path == "-" { return try checked(String(decoding: environment.readInput(), as: UTF8.self), from: path) }
        let file = try OpenFile(path, fault: { .configuration("the token file \(path) \($0)") })
        let mode = try file.mode()
        guard [S_IFREG, S_IFIFO].contains(mode & S_IFMT) else {
            throw ClientFailure.configuration("the token file \(path) is not a file")
        }
        guard mode & 0o077 == 0 else {
            throw ClientFailure.configuration(
                "the token file \(path) is accessible to other users; run: chmod 600 \(path)")
        }
        return try checked(String(decoding: file.bytes(upTo: maximumBytes), as: UTF8.self), from: path)
    }

    /// Checks that the token can be sent in a header field. The error message never contains it.
    static func checked(_ text: String, from source: String) throws -> String {
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            let place = source == "-" ? "standard input; pipe it, or pass --token-file FILE" : source
            throw ClientFailure.configuration("there is no token in \(place)")
        }
        return token
    }
}
