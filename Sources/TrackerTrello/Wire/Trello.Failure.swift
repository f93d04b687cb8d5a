import Primitives

extension Trello {
    /// The body of an error: plain text (`invalid id`), or an object with a message and a code
    /// ([rate limits](https://developer.atlassian.com/cloud/trello/guides/rest-api/rate-limits/#rate-limit-errors)).
    struct Failure: Sendable, Hashable {
        /// What happened, for people; empty when the body is none of Trello's, such as a proxy's page.
        var message: String
        /// `API_TOKEN_LIMIT_EXCEEDED` and such.
        var code: String?

        /// How much of a body is looked at.
        private static let maximumBytes = 4096

        /// Decodes a body of any kind.
        init(body: [UInt8]) {
            if let json = try? JSON(repairing: body), json.objectValue != nil {
                code = json["error"]?.stringValue
                message = json["message"]?.stringValue ?? code ?? ""
                return
            }
            let text = String(decoding: body.prefix(Self.maximumBytes), as: UTF8.self)
            let start = text.drop { $0.isWhitespace }
            message = start.hasPrefix("<") ? "" : String(start)
        }
    }
}
