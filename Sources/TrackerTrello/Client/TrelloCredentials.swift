import Primitives
import TrackerKit

/// An application's key and secret, and the token of the account that it acts for. Redacted when printed.
struct TrelloCredentials: Sendable, Hashable, Redacted {
    let key: String
    /// The account's token.
    let token: String
    /// The application's secret, with which Trello signs deliveries.
    let secret: String?

    /// The header field that contains key and token, so that they don't appear in URLs
    /// ([authorization](https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/#authorization-header)).
    var authorization: String { "OAuth oauth_consumer_key=\"\(key)\", oauth_token=\"\(token)\"" }

    /// Whether the signatures of deliveries can be verified.
    var canProveDeliveries: Bool { secret?.isEmpty == false }

    /// The message on one line, with all credentials removed.
    func cleaned(_ message: String) -> String { message.failureLine(without: [token, key, secret ?? ""]) }
}

extension String {
    /// Whether it is a valid key or token: one that can be quoted in the header field.
    var isTrelloCredential: Bool {
        isHeaderSafe && !utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }
}
