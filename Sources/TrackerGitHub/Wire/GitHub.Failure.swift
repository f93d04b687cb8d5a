import Primitives
import TrackerKit

extension GitHub {
    /// The body of an error
    /// ([client errors](https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api)).
    struct Failure: Sendable, Hashable {
        /// Human-readable. Empty if the body is not GitHub's JSON.
        var message: String
        /// The page that explains the error.
        var documentationURL: String
        /// The errors of single fields.
        var errors: [Detail]

        struct Detail: Sendable, Hashable {
            /// The API's name of the field.
            var field: String?
            /// `missing`, `missing_field`, `invalid`, `already_exists`, `unprocessable` or `custom`.
            var code: String?
            /// The text of a `custom` error.
            var message: String?

            /// Decodes an object, or the plain text that some endpoints send.
            init(_ json: JSON) {
                field = json["field"]?.stringValue
                code = json["code"]?.stringValue
                message = json.stringValue ?? json["message"]?.stringValue
            }
        }

        /// Decodes any body. For one that is not JSON, such as a proxy's HTML page, all fields are empty.
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
