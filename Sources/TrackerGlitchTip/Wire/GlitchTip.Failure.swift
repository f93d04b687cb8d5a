import Primitives

extension GlitchTip {
    /// The body of an error response. GlitchTip: `{"detail": "text"}`, or a list of field errors. Sentry: the same
    /// `detail`, possibly an object, or fields with lists of texts.
    struct Failure: Sendable, Hashable {
        /// A human-readable message; empty if the body is not JSON.
        var message: String
        var fields: [Field]

        /// An error about one field.
        struct Field: Sendable, Hashable {
            /// The field's name in the API.
            var name: String
            var message: String
        }

        /// Decodes any body. An HTML page leaves everything empty.
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
