import Primitives

extension GlitchTip {
    /// The body of an error. GlitchTip: `{"detail": "text"}`, or a list of what is wrong with single fields; Sentry:
    /// the same `detail`, an object in it, or fields with lists of texts.
    struct Failure: Sendable, Hashable {
        /// What happened, for people; empty when the body is no JSON.
        var message: String
        /// What is wrong with single fields, by the field's name.
        var fields: [Field]

        /// What is wrong with a field.
        struct Field: Sendable, Hashable {
            /// The field, as the API calls it.
            var name: String
            /// What is wrong.
            var message: String
        }

        /// Decodes a body of any kind: an HTML page leaves everything empty.
        init(body: [UInt8]) {
            let json = (try? JSON(repairing: body)) ?? .null
            let detail = json["detail"]
            fields = (detail?.arrayValue ?? []).compactMap(Self.located)
            if detail == nil { fields += Self.named(json) }
            message =
                detail?.stringValue ?? detail?["message"]?.stringValue ?? json.stringValue ?? fields.first?.message
                ?? ""
        }

        /// `{"loc": ["body", "payload", "status"], "msg": "…"}`.
        private static func located(_ json: JSON) -> Field? {
            guard let message = json["msg"]?.stringValue ?? json["message"]?.stringValue else { return nil }
            return Field(name: json["loc"]?.arrayValue?.last?.stringValue ?? "", message: message)
        }

        /// `{"status": ["…"]}`.
        private static func named(_ json: JSON) -> [Field] {
            (json.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
                (value[0]?.stringValue ?? value.stringValue).map { Field(name: name, message: $0) }
            }
        }
    }
}
