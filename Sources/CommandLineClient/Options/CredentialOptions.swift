import ArgumentParser
import Foundation
import Primitives

/// Credentials for a tracker. Secrets are read from files or the environment, because other users of the machine can
/// see command lines.
struct CredentialOptions: ParsableArguments {
    /// The environment variable that holds the tracker's token.
    static let variable = "TICKET_GATEWAY_TRACKER_TOKEN"

    @Option(
        help: "A file with the tracker's token; - for standard input. Default: $TICKET_GATEWAY_TRACKER_TOKEN.",
        completion: .file())
    var trackerTokenFile: String?

    @Option(help: "The id of a GitHub App.")
    var appID: String?

    @Option(help: "The id of the App's installation.")
    var installationID: String?

    @Option(help: "A file with the App's private key in PEM format; - for standard input.", completion: .file())
    var privateKeyFile: String?

    func validate() throws {
        let app = [appID, installationID, privateKeyFile].compactMap { $0 }.count
        guard app == 0 || app == 3 else {
            throw ValidationError("a GitHub App requires --app-id, --installation-id and --private-key-file")
        }
        if app == 3 && trackerTokenFile != nil { throw ValidationError("pass either a token or a GitHub App") }
    }

    /// The member `credentials` of a connection; nil if none were given.
    func credentials(_ environment: ClientEnvironment) throws -> JSON? {
        if let appID, let installationID, let privateKeyFile {
            let key = try environment.read(privateKeyFile)
            return [
                "type": "github_app", "app_id": .string(appID), "installation_id": .string(installationID),
                "private_key": .string(key),
            ]
        }
        let text = try trackerTokenFile.map { try environment.read($0) } ?? environment.variables[Self.variable]
        guard let token = text?.trimmingCharacters(in: .whitespacesAndNewlines), !token.isEmpty else { return nil }
        return ["type": "token", "token": .string(token)]
    }
}
