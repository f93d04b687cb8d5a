/// A kind of credentials, as a tracker's driver declares it. Several trackers can use the same kind: its fields then
/// have the same names and formats at each, and only the texts for users differ.
package struct CredentialKind: Sendable {
    /// The value of `type` in the API, in snake case.
    package let name: String
    /// The name of its schema in the contract. Generated clients use it, so it never changes.
    package let schema: String
    package let fields: [SettingField]

    package init(_ name: String, schema: String, fields: [SettingField]) {
        self.name = name
        self.schema = schema
        self.fields = fields
    }

    /// The JSON with the required fields, for error messages.
    var form: String {
        let members = fields.filter(\.isRequired).map { "\"\($0.name)\": \"…\"" }
        return "{" + (["\"type\": \"\(name)\""] + members).joined(separator: ", ") + "}"
    }

    /// No credentials.
    package static let none = Self("none", schema: "NoCredentials", fields: [])

    /// A single token that is sent in a header field.
    /// - Parameter help: Which token, in one sentence.
    package static func token(_ help: String) -> Self {
        Self(
            Self.tokenName, schema: "TokenCredentials",
            fields: [SettingField(Self.tokenName, .headerSafe(1...maximumTokenLength), isSecret: true, help: help)])
    }

    /// The name of the kind ``token(_:)`` and of its only field.
    package static let tokenName = "token"

    /// The maximum length of a token in characters; some trackers issue JWTs, which have about a thousand.
    package static let maximumTokenLength = 4096
}
