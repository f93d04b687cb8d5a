import Primitives
import TrackerKit

/// An application's key and secret, and the token of the account that it acts for. Redacted when printed.
struct TrelloCredentials: Sendable, Hashable, Redacted {
    let key: String
    /// The account's token.
    let token: String
    /// The application's secret, with which Trello signs deliveries.
    let secret: String?

    static let kind = CredentialKind(
        "key_and_token", schema: "KeyAndTokenCredentials",
        fields: [
            SettingField("key", quotable(1...256), isSecret: true, help: "The application's key."),
            SettingField("token", quotable(1...4096), isSecret: true, help: "The account's token."),
            SettingField(
                "secret", .headerSafe(1...256), isSecret: true, isRequired: false,
                help: "The application's secret, which signs webhooks."),
        ])

    private static func quotable(_ length: ClosedRange<Int>) -> SettingFormat {
        .text(length, "\(length.lowerBound) to \(length.upperBound) letters and digits") { $0.isTrelloCredential }
    }

    /// The header field that contains key and token, so that they don't appear in URLs
    /// ([authorization](https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/#authorization-header)).
    var authorization: String { "OAuth oauth_consumer_key=\"\(key)\", oauth_token=\"\(token)\"" }

    /// Whether the signatures of deliveries can be verified.
    var canProveDeliveries: Bool { secret?.isEmpty == false }

    /// The message on one line, with all credentials removed.
    func cleaned(_ message: String) -> String { message.failureLine(without: [token, key, secret ?? ""]) }
}

extension TrelloCredentials {
    /// Nil for credentials of another kind.
    init?(_ credentials: TrackerCredentials) {
        guard credentials.kind == Self.kind.name, let key = credentials["key"], let token = credentials["token"] else {
            return nil
        }
        self.init(key: key, token: token, secret: credentials["secret"])
    }
}

extension String {
    /// Whether it is a valid key or token: one that can be quoted in the header field.
    var isTrelloCredential: Bool {
        isHeaderSafe && !utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }
}
