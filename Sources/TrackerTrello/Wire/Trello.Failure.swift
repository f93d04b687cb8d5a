import Primitives

extension Trello {
    /// The body of an error: plain text (`invalid id`), or an object with a message and a code
    /// ([rate limits](https://developer.atlassian.com/cloud/trello/guides/rest-api/rate-limits/#rate-limit-errors)).
    struct Failure: Sendable, Hashable {
        /// Human-readable. Empty if the body is not from Trello, such as a proxy's HTML page.
        var message: String
        /// For example `API_TOKEN_LIMIT_EXCEEDED`.
        var code: String?

        /// The maximum number of bytes of a plain text that are decoded.
        private static let maximumBytes = 4096

        /// Decodes any body.
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
