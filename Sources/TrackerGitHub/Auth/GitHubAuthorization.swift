import Primitives

/// Where the credential of a call comes from.
protocol GitHubAuthorization: Sendable {
    /// The credential to send as `Authorization: Bearer …`.
    func credential() async throws -> String
    /// Another credential in place of one that GitHub refused; nil when there is none.
    func replacement(for refused: String) async throws -> String?
}

/// A personal access token, classic or fine-grained.
struct PersonalToken: GitHubAuthorization, Redacted {
    /// The token.
    let token: String

    /// The token.
    func credential() -> String { token }
    /// A refused token has no replacement.
    func replacement(for refused: String) -> String? { nil }
}
