import Primitives

/// Provides the credential for calls.
protocol GitHubAuthorization: Sendable {
    /// The credential to send as `Authorization: Bearer …`.
    func credential() async throws -> String
    /// A credential to replace one that GitHub rejected. nil if there is none.
    func replacement(for refused: String) async throws -> String?
}

/// A personal access token, classic or fine-grained.
struct PersonalToken: GitHubAuthorization, Redacted {
    let token: String

    func credential() -> String { token }
    /// A rejected token has no replacement.
    func replacement(for refused: String) -> String? { nil }
}
