import Primitives
import TrackerKit

extension GitHub {
    /// The body of an error ([client
    /// errors](https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api)).
    struct Failure: Sendable, Hashable {
        /// What happened, for people; empty when the body is not GitHub's JSON.
        var message: String
        /// The page that explains it.
        var documentationURL: String
        /// What is wrong with single fields.
        var errors: [Detail]

        /// What is wrong with one field.
        struct Detail: Sendable, Hashable {
            /// The field, as the API calls it.
            var field: String?
            /// `missing`, `missing_field`, `invalid`, `already_exists`, `unprocessable` or `custom`.
            var code: String?
            /// The text of a `custom` error.
            var message: String?

            /// Decodes an object, or the bare text that some endpoints send.
            init(_ json: JSON) {
                field = json["field"]?.stringValue
                code = json["code"]?.stringValue
                message = json.stringValue ?? json["message"]?.stringValue
            }
        }

        /// Decodes a body of any kind: a proxy's HTML page leaves everything empty.
        init(body: [UInt8]) {
            let json = (try? JSON(repairing: body)) ?? .null
            message = json["message"]?.stringValue ?? ""
            documentationURL = json["documentation_url"]?.stringValue ?? ""
            switch json["errors"] {
            case .array(let elements): errors = elements.map(Detail.init)
            case .string(let text): errors = [Detail(.string(text))]
            default: errors = []
            }
        }
    }
}
