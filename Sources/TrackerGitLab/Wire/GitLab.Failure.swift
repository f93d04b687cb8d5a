import Primitives
import TrackerKit

extension GitLab {
    /// The body of an error response: `{message}` with a text or with texts by field, or `{error}`
    /// ([validation](https://docs.gitlab.com/api/rest/troubleshooting/)).
    struct Failure: Sendable, Hashable {
        /// The human-readable message; empty if the body is not GitLab's JSON.
        var message: String
        /// The errors of individual fields.
        var details: [Detail]
        /// The scopes of which the call requires one, separated by spaces, if the token lacks them.
        var scope: String?

        /// The error of one field.
        struct Detail: Sendable, Hashable {
            /// The field's name in the API; empty if unknown.
            var field: String
            var text: String
        }

        /// Decodes any body; everything is empty for a proxy's HTML page.
        init(body: [UInt8]) {
            let json = (try? JSON(repairing: body)) ?? .null
            scope = json["error"] == "insufficient_scope" ? json["scope"]?.stringValue : nil
            switch json["message"] ?? json["error"] {
            case .string(let text):
                message = [text, json["error_description"]?.stringValue].compactMap { $0 }.joined(separator: ": ")
                details = Self.details(of: text)
            case .object(let fields):
                details = fields.sorted { $0.key < $1.key }.map { Detail(field: $0.key, text: Self.text($0.value)) }
                message = details.map { "\($0.field) \($0.text)" }.joined(separator: "; ")
            case .array(let texts):
                message = texts.compactMap(\.stringValue).joined(separator: "; ")
                details = [Detail(field: "", text: message)]
            default:
                message = ""
                details = []
            }
        }

        private static func text(_ json: JSON) -> String {
            json.stringValue ?? json.arrayValue?.compactMap(\.stringValue).joined(separator: ", ") ?? "is invalid"
        }

        /// Parses `title is missing, labels is invalid`, where each part starts with the field. A printed hash refers
        /// to the only field of notes.
        private static func details(of text: String) -> [Detail] {
            if text.contains(":note=>") || text.contains("note: [") {
                return [Detail(field: "note", text: "is not accepted")]
            }
            return text.split(separator: ",").map { part in
                let words = part.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
                return words.count == 2 && words[1].hasPrefix("is ") || words.count == 2 && words[1].hasPrefix("does ")
                    ? Detail(field: String(words[0].filter { $0 != "[" && $0 != "]" }), text: String(words[1]))
                    : Detail(field: "", text: String(part.drop { $0 == " " }))
            }
        }
    }
}
