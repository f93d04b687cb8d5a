import Primitives
import TrackerKit

/// An application's key and secret, and the token of the account that it acts for. Shows nothing of them.
struct TrelloCredentials: Sendable, Hashable, Redacted {
    /// The application's key.
    let key: String
    /// The account's token.
    let token: String
    /// The application's secret, which Trello signs deliveries with.
    let secret: String?

    /// The header field that carries key and token, so that neither stands in an address
    /// ([authorization](https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/#authorization-header)).
    var authorization: String { "OAuth oauth_consumer_key=\"\(key)\", oauth_token=\"\(token)\"" }

    /// Whether what Trello sends can be verified.
    var canProveDeliveries: Bool { secret?.isEmpty == false }

    /// A message without any of them, on one line.
    func cleaned(_ message: String) -> String { message.failureLine(without: [token, key, secret ?? ""]) }
}

extension String {
    /// Whether it may be a key or token: such as fits between the quotation marks of the header field.
    var isTrelloCredential: Bool {
        isHeaderSafe && !utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }
}
