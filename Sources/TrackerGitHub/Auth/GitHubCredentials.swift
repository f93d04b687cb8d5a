import Primitives
import TrackerKit

/// The credentials of a connection to GitHub. Redacted when printed.
enum GitHubCredentials: Sendable, Redacted {
    /// A personal access token.
    case token(String)
    /// A GitHub App: its id or client id, its private key (PEM) and the id of its installation.
    case app(id: String, privateKey: String, installationID: String)

    static let kinds: [CredentialKind] = [
        .token("A personal access token, fine-grained or classic."),
        CredentialKind(
            appName, schema: "GitHubAppCredentials",
            fields: [
                SettingField("app_id", appID, help: "The App's id or client id."),
                SettingField(
                    "private_key", privateKey, isSecret: true, help: "The App's private key in PEM format."),
                SettingField("installation_id", .number, help: "The id of the App's installation."),
            ]),
    ]

    /// Nil for credentials of another kind.
    init?(_ credentials: TrackerCredentials) {
        if let token = credentials.token {
            self = .token(token)
        } else if credentials.kind == Self.appName, let id = credentials["app_id"],
            let key = credentials["private_key"], let installation = credentials["installation_id"]
        {
            self = .app(id: id, privateKey: key, installationID: installation)
        } else {
            return nil
        }
    }

    private static let appName = "github_app"

    private static let appID = SettingFormat.text(
        1...64, "an App's id or client id", pattern: "^[A-Za-z0-9._-]{1,64}$"
    ) { text in
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// Five times the length of a key of 4,096 bits.
    private static let privateKey = SettingFormat.text(1...16_384, "an RSA key of at least 2048 bits in PEM") {
        (try? AppKey(appID: "", pem: $0)) != nil
    }
}
